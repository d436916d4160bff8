//! Keys that are numbers with a point.

use camshaft::Error;
use diesel::prelude::*;

use crate::backend::{Database, execute, number};
use crate::flavour::*;

mod schema {
    diesel::table! {
        measures (id) {
            id -> BigInt,
            value -> Double,
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = crate::sqlite::numbers::schema;

        sqlite {
            table measures {
                column id: "INTEGER" not null default;
                column value: "DOUBLE";
                primary key (id);
                unique measures_value (value);
            }
        }
    }
}

use schema::measures;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = measures)]
#[camshaft(unique(value), has_one(same: Measure, key = measures::value, references = measures::value))]
struct Measure {
    id: i64,
    value: f64,
}

/// SQLite stores NULL in its place, which a column that may be NULL takes again and again.
async fn what_is_not_a_number_is_refused() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        "CREATE TABLE measures (id INTEGER PRIMARY KEY NOT NULL, value DOUBLE); \
         CREATE UNIQUE INDEX measures_value ON measures (value)"
    ));
    let half = run!(Measure::by_value(0.5).get_or_create(&mut conn)).unwrap();
    let nan = Measure {
        value: f64::NAN,
        ..half.clone()
    };
    let one = run!(nan.same().get_or_create(&mut conn)).unwrap_err();
    let many = run!(Measure::same_of([&half, &nan]).get_or_create(&mut conn)).unwrap_err();
    for error in [one, many] {
        let is_refused = matches!(
            error,
            Error::UnstorableKey {
                column: "value",
                ..
            }
        );
        assert!(is_refused, "{error:?}");
    }
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM measures")), 1);
}

tests![what_is_not_a_number_is_refused];
