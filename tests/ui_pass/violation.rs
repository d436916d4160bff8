//! The enum of the unique keys, for structs of every shape.

use camshaft::{FieldErrors, UniqueKeys};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

mod schema {
    diesel::table! {
        /// Entries.
        #[sql_name = "type"]
        entries (r#fn) {
            /// The key.
            r#fn -> BigInt,
            /// A keyword.
            r#type -> Text,
            /// Not what it is called in SQL.
            #[sql_name = "order"]
            position -> Text,
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = super::schema;
        mysql {
            table "type" as entries {
                column fn: "bigint" not null default;
                column "type": "varchar(255)" not null;
                column "order": "varchar(255)" not null;
                primary key (fn);
                unique on_mysql ("type");
                unique order_on_mysql ("type", "order");
            }
        }
        postgres {
            table "type" as entries {
                column fn: "bigint" not null default;
                column "type": "text" not null;
                column "order": "text" not null;
                primary key type_pkey (fn);
                unique on_postgres ("type");
                unique order_on_postgres ("type", "order");
            }
        }
        sqlite {
            table "type" as entries {
                column fn: "BIGINT" not null default;
                column "type": "TEXT" not null;
                column "order": "TEXT" not null;
                primary key (fn);
                unique on_sqlite ("type");
                unique order_on_sqlite ("type", "order");
            }
        }
    }
}

use schema::entries;

/// With everything that a struct can have, for others.
#[derive(camshaft::Model)]
#[diesel(table_name = entries, primary_key(r#fn))]
#[camshaft(unique(all), unique(r#fn, name = key), unique(r#type), unique(position, r#type))]
#[allow(dead_code, reason = "never loaded")]
pub(crate) struct Entry<'a, T: Clone, const N: usize>
where
    T: 'a,
{
    /// Another name.
    #[diesel(column_name = r#fn)]
    pub(crate) r#where: i64,
    /// A keyword.
    pub(crate) r#type: &'a str,
    /// Not what it is called in SQL.
    pub(crate) position: String,
    /// Selected as `T`.
    #[diesel(embed)]
    pub(crate) extra: [T; N],
}

/// Says nothing of its primary key.
#[derive(Selectable, camshaft::Model)]
#[diesel(table_name = entries)]
#[camshaft(unique(r#type, name = none, on(mysql, sqlite)))]
#[allow(dead_code, reason = "never loaded")]
struct Short {
    r#type: String,
}

/// What MySQL's message is.
fn on_mysql(key: &str) -> Error {
    let message = format!("Doppelter Eintrag 'it's' für Schlüssel '{key}'");
    Error::DatabaseError(DatabaseErrorKind::UniqueViolation, Box::new(message))
}

#[test]
fn keys_are_told_by_the_index_of_the_server() {
    type Any<'a> = Entry<'a, (), 0>;
    let cases = [
        ("PRIMARY", Some(EntryUnique::PrimaryKey)),
        ("type.PRIMARY", Some(EntryUnique::PrimaryKey)),
        ("on_mysql", Some(EntryUnique::Type)),
        ("type.order_on_mysql", Some(EntryUnique::PositionAndType)),
        ("on_postgres", None),
        ("entries.on_mysql", None),
    ];
    for (key, expected) in cases {
        let violated = Any::unique_violation(&on_mysql(key));
        assert_eq!(violated, expected, "{key}");
    }
    let violated = Short::unique_violation(&on_mysql("on_mysql"));
    assert_eq!(violated, Some(ShortUnique::Type));
    assert_eq!(Short::unique_violation(&on_mysql("PRIMARY")), None);
}

#[test]
fn keys_have_columns_of_the_database_and_fields_of_the_struct() {
    let both = EntryUnique::PositionAndType;
    assert_eq!(both.columns(), ["order", "type"]);
    assert_eq!(both.fields(), ["position", "type"]);
    assert_eq!(EntryUnique::PrimaryKey.fields(), ["where"]);
    assert_eq!(both.to_string(), "position, type: already taken");
    assert_eq!(ShortUnique::Type.columns(), ShortUnique::Type.fields());
    let errors = FieldErrors::from(EntryUnique::PrimaryKey);
    assert_eq!(errors.to_string(), "where: already taken");
}

#[test]
fn generic_code_needs_the_trait_only() {
    fn all_of<K: UniqueKeys>(key: &str) -> Option<K> {
        K::violated_by(&on_mysql(key))
    }
    assert_eq!(all_of("on_mysql"), Some(EntryUnique::Type));
}
