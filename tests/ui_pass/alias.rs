//! A column under another name, at the beginning of a rename and at its end.

use camshaft_tests::schema::users;
use diesel::prelude::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as full_name), unique(email))]
#[allow(dead_code, reason = "never loaded")]
struct Before {
    id: i64,
    email: String,
    name: String,
}

mod after {
    use super::users;

    /// The field has its new name; the old one stays for callers that still use it.
    #[derive(diesel::Queryable, diesel::Selectable, camshaft::Model)]
    #[diesel(table_name = users)]
    #[camshaft(alias(full_name as name))]
    pub(super) struct After {
        pub(super) id: i64,
        #[diesel(column_name = name)]
        pub(super) full_name: String,
    }
}

#[test]
fn an_alias_selects_filters_and_orders() {
    let query = users::table
        .select(users_alias::full_name)
        .filter(users_alias::full_name.eq("a"))
        .order(users_alias::full_name.desc());
    assert_eq!(
        crate::sql(&query),
        "SELECT `users`.`name` FROM `users` WHERE (`users`.`name` = ?) ORDER BY `users`.`name` DESC"
    );
}

#[test]
fn an_accessor_reads_and_writes_the_field() {
    let mut row = Before {
        id: 1,
        email: String::new(),
        name: "a".into(),
    };
    row.full_name_mut().push('b');
    assert_eq!(row.full_name(), "ab");
    let mut row = after::After {
        id: 1,
        full_name: "a".into(),
    };
    row.name_mut().push('b');
    assert_eq!((row.id, row.name().as_str()), (1, "ab"));
    let _: users::name = after::users_alias::name;
}
