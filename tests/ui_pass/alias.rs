//! A column under another name, at the beginning of a rename and at its end.

use camshaft_tests::schema::{seats, user_details, users};
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

/// Another model of the table, with a module of aliases of its own.
#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(
    alias(email as table),
    alias(email as mail),
    alias(name as display_name, deprecated = "the \"old\" one"),
    alias_module = user_names,
    unique(mail),
    has_one(detail: Detail, key = user_details_alias::owner),
    has_one(seat: Seat, key = (seats::tenant_id, seats_alias::owner), references = (user_names::tenant, users::id)),
    alias(tenant_id as tenant),
)]
#[allow(dead_code, reason = "never loaded")]
struct Contact {
    id: i64,
    email: String,
    name: String,
    tenant_id: i64,
}

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = user_details)]
#[camshaft(alias(user_id as owner))]
#[allow(dead_code, reason = "never loaded")]
struct Detail {
    user_id: i64,
}

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = seats)]
#[camshaft(alias(user_id as owner))]
#[allow(dead_code, reason = "never loaded")]
struct Seat {
    user_id: i64,
}

/// The third model of the table has accessors alone.
#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(id as number), alias_module = none, unique(number))]
#[allow(dead_code, reason = "never loaded")]
struct Numbered {
    id: i64,
}

mod after {
    use super::users;

    /// The field has its new name; the old one stays for callers that still use it.
    #[derive(diesel::Queryable, diesel::Selectable, camshaft::Model)]
    #[diesel(table_name = users)]
    #[camshaft(
        alias(full_name as name, deprecated = "use `full_name`"),
        alias(name as full_name)
    )]
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
    #[expect(deprecated, reason = "the old name")]
    row.name_mut().push('b');
    #[expect(deprecated, reason = "the old name")]
    let name = row.name();
    assert_eq!((row.id, name.as_str()), (1, "ab"));
    assert_eq!(row.full_name(), "ab");
}

#[test]
fn a_deprecated_column_is_a_value_a_type_and_an_import() {
    #[expect(deprecated, reason = "the old name")]
    use after::users_alias::name as imported;

    #[expect(deprecated, reason = "the old name")]
    type Column = after::users_alias::name;

    #[expect(deprecated, reason = "the old name")]
    let column = after::users_alias::name;
    let _: users::name = column;
    let _: Column = after::users_alias::full_name;
    #[expect(deprecated, reason = "the old name")]
    let query = users::table.select(imported);
    assert_eq!(crate::sql(&query), "SELECT `users`.`name` FROM `users`");
}

#[test]
fn an_alias_names_a_key_of_the_physical_column() {
    let contact = Contact {
        id: 1,
        email: "a".into(),
        name: String::new(),
        tenant_id: 2,
    };
    let queries = [
        (crate::sql(&Contact::by_mail("a")), "`email` = ?"),
        (crate::sql(&contact.detail()), "`user_id` = ?"),
        (
            crate::sql(&contact.seat()),
            "`tenant_id` = ? AND `user_id` = ?",
        ),
        (crate::sql(&Numbered::by_number(1)), "`id` = ?"),
    ];
    for (query, end) in queries {
        assert!(query.ends_with(&format!("WHERE {end}")), "{query}");
    }
    assert_eq!(NumberedUnique::PrimaryKey.fields(), ["id"]);
    assert_eq!(ContactUnique::Mail.fields(), ["email"]);
    let _: [users::email; 2] = [user_names::mail, user_names::table];
}
