//! Each attribute may be behind `cfg_attr`.

use camshaft::prelude::*;
use diesel::prelude::*;

mod schema {
    diesel::table! {
        /// People.
        people (id) {
            /// The key.
            id -> BigInt,
            /// The address.
            mail -> Text,
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = crate::cfg_attr::schema;
        sqlite {
            table people {
                column id: "BIGINT" not null default;
                column mail: "TEXT" not null;
                primary key (id);
                unique people_mail (mail);
            }
        }
    }
}

// As in a crate that shares its types with a front end.
#[cfg_attr(test, derive(Queryable, Selectable), derive(camshaft::Model))]
#[cfg_attr(test, cfg_attr(test, diesel(table_name = schema::people)))]
#[cfg_attr(test, camshaft(unique(mail), alias(mail as address)))]
#[cfg_attr(not(test), camshaft(unique(nothing)))]
struct Person {
    #[cfg_attr(test, diesel(column_name = id))]
    number: i64,
    mail: String,
}

#[test]
fn the_row_is_found_by_its_key() {
    let conn = &mut crate::database(
        "CREATE TABLE people (id BIGINT PRIMARY KEY NOT NULL, mail TEXT NOT NULL UNIQUE);
        INSERT INTO people VALUES (7, 'ada@x')",
    );
    let found = Person::by_mail("ada@x").get(conn).unwrap().unwrap();
    assert_eq!((found.number, found.address().as_str()), (7, "ada@x"));
}
