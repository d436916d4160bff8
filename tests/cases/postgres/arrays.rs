//! A key that is an array.

use camshaft::Error;
use diesel::prelude::*;

use crate::backend::{Database, execute};
use crate::flavour::*;

mod schema {
    diesel::table! {
        paths (id) {
            id -> BigInt,
            steps -> Array<Integer>,
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = crate::postgres::arrays::schema;

        postgres {
            table paths {
                column id: "bigint" not null default;
                column steps: "integer[]" not null;
                primary key paths_pkey (id);
                unique paths_steps_key (steps);
            }
        }
    }
}

use schema::paths;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = paths)]
#[camshaft(unique(steps), has_one(same: Path, key = paths::steps, references = paths::steps))]
struct Path {
    id: i64,
    steps: Vec<i32>,
}

/// Its batch is refused before anything is sent: an array of such keys would be one array of integers.
async fn arrays_are_keys_of_one_row_only() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        "CREATE TABLE paths (id BIGSERIAL PRIMARY KEY, steps INTEGER[] NOT NULL UNIQUE)"
    ));
    let path = run!(Path::by_steps(vec![1, 2]).get_or_create(&mut conn)).unwrap();
    assert_eq!(path.steps, [1, 2]);
    let paths = [path.clone(), path];
    let read = run!(Path::same_of(&paths).get(&mut conn)).unwrap_err();
    let created = run!(Path::same_of(&paths).get_or_create(&mut conn)).unwrap_err();
    for error in [read, created] {
        let is_refused = matches!(
            error,
            Error::UnstorableKey {
                column: "steps",
                ..
            }
        );
        assert!(is_refused, "{error:?}");
    }
}

tests![arrays_are_keys_of_one_row_only];
