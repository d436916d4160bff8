//! Names that are keywords, names in SQL, schemas of PostgreSQL, and several models of one table.

mod schema {
    diesel::table! {
        /// Entries.
        #[sql_name = "type"]
        entries (id) {
            /// The key.
            id -> BigInt,
            /// A keyword.
            r#type -> Text,
            /// Not what it is called in SQL.
            #[sql_name = "order"]
            position -> Text,
        }
    }

    /// Another schema.
    pub(crate) mod audit {
        diesel::table! {
            /// Events.
            audit.events (id) {
                /// The key.
                id -> BigInt,
                /// A text.
                number -> Text,
            }
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = super::schema;
        postgres {
            table audit.events {
                column id: "bigint" not null default;
                column number: "text" not null;
                primary key events_pkey (id);
                unique events_number_key (number);
            }
        }
        sqlite {
            table "type" as entries {
                column id: "BIGINT" not null default;
                column "type": "TEXT" not null;
                column "order": "TEXT" not null;
                primary key (id);
                unique entries_type_key ("type");
                unique entries_order_key ("order");
            }
        }
    }
}

use schema::{audit::events, entries};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = entries)]
#[camshaft(unique(r#type), unique(position), alias(r#type as kind), alias(position as r#move))]
struct Entry {
    r#type: String,
    position: String,
}

/// Of the same table.
#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = entries)]
#[camshaft(unique(all), unique(r#type, name = none), unique(position: String, name = place))]
#[allow(dead_code, reason = "never loaded")]
struct Short {
    r#type: String,
}

impl Short {
    /// Written by hand: `name = none` leaves the name free.
    const fn by_type() -> u8 {
        1
    }
}

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = events)]
#[camshaft(unique(number))]
#[allow(dead_code, reason = "never loaded")]
struct Event {
    number: String,
}

#[test]
fn names_in_sql_are_those_of_the_table() {
    let by_type = crate::sql(&Entry::by_type("a"));
    assert!(by_type.ends_with("`type` = ?"), "{by_type}");
    let by_position = crate::sql(&Entry::by_position("a"));
    assert!(by_position.ends_with("`order` = ?"), "{by_position}");
    assert_eq!(
        crate::sql(&Short::by_place("a"))
            .split_once(" WHERE ")
            .unwrap()
            .1,
        by_position.split_once(" WHERE ").unwrap().1
    );
    assert_eq!(Short::by_type(), 1);
    let entry = Entry {
        r#type: "a".into(),
        position: "b".into(),
    };
    assert_eq!((entry.kind().as_str(), entry.r#move().as_str()), ("a", "b"));
    let _: entries::r#type = entries_alias::kind;
}

#[test]
fn a_table_in_a_schema_is_written_with_it() {
    let query = diesel::debug_query::<diesel::pg::Pg, _>(&Event::by_number("a")).to_string();
    assert!(query.contains(r#"FROM "audit"."events" WHERE"#), "{query}");
}
