//! Columns that a struct does without, in `table!` or not.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(
    unique(email),
    ignore(nick),
    ignore(legacy_id, remove_after = "2020-01-31"),
    ignore(r#type, remove_after = "2024-02-29"),
    has_one(same: User, key = users::email, references = users::email),
    alias(email as mail),
)]
struct User {
    id: i64,
    email: String,
}

/// The date is in the past: a build does not look at the clock.
#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(
    ignore(nick, remove_after = "1999-12-31"),
    ignore(name, remove_after = "1999-12-31")
)]
#[allow(clippy::duplicated_attributes, reason = "one date for two columns")]
struct Only {
    id: i64,
}

#[test]
fn what_is_ignored_is_not_selected() {
    let query = crate::sql(&User::by_email("a"));
    assert!(
        query.starts_with("SELECT `users`.`id`, `users`.`email` FROM"),
        "{query}"
    );
    let (user, only) = (
        User {
            id: 1,
            email: String::new(),
        },
        Only { id: 1 },
    );
    assert_eq!((user.id, user.mail().as_str()), (only.id, ""));
}
