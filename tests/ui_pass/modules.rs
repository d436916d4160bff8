//! Schema, catalog and models stand in different modules, by every kind of path.

mod deep {
    pub(crate) mod schema {
        diesel::table! {
            /// People.
            people (id) {
                /// The key.
                id -> BigInt,
                /// A text.
                name -> Text,
            }
        }
    }

    mod catalog {
        camshaft::catalog! {
            schema = super::schema;
            sqlite {
                table people {
                    column id: "BIGINT" not null default;
                    column name: "TEXT" not null;
                    primary key (id);
                    unique people_name_key (name);
                }
            }
        }
    }
}

mod absolute {
    #[derive(diesel::Selectable, camshaft::Model)]
    #[diesel(table_name = crate::modules::deep::schema::people)]
    #[camshaft(unique(name), alias(name as full_name))]
    pub(super) struct Person {
        pub(super) name: String,
    }
}

mod relative {
    #[derive(diesel::Selectable, camshaft::Model)]
    #[diesel(table_name = super::deep::schema::people)]
    #[camshaft(unique(name), alias(name as full_name))]
    pub(crate) struct Person {
        pub(crate) name: String,
    }
}

mod of_self {
    use super::deep::schema;

    #[derive(diesel::Selectable, camshaft::Model)]
    #[diesel(table_name = self::schema::people)]
    #[camshaft(unique(name), alias(name as full_name))]
    pub(super) struct Person {
        pub(super) name: String,
    }
}

use deep::schema::people;

mod glob {
    use super::*;

    #[derive(diesel::Selectable, camshaft::Model)]
    #[diesel(table_name = people)]
    #[camshaft(unique(name), alias(name as full_name))]
    pub(super) struct Person {
        pub(super) name: String,
    }
}

#[test]
fn each_has_its_accessor_and_its_alias() {
    let expected = crate::sql(&absolute::Person::by_name("a"));
    assert!(expected.ends_with("`name` = ?"), "{expected}");
    assert_eq!(crate::sql(&relative::Person::by_name("a")), expected);
    assert_eq!(crate::sql(&of_self::Person::by_name("a")), expected);
    assert_eq!(crate::sql(&glob::Person::by_name("a")), expected);
    let name = String::from("a");
    assert_eq!(absolute::Person { name: name.clone() }.full_name(), "a");
    assert_eq!(relative::Person { name: name.clone() }.full_name(), "a");
    assert_eq!(of_self::Person { name: name.clone() }.full_name(), "a");
    assert_eq!(glob::Person { name }.full_name(), "a");
    let _: [people::name; 2] = [
        absolute::people_alias::full_name,
        glob::people_alias::full_name,
    ];
}
