//! The struct may borrow, and may have type parameters.

use std::borrow::Cow;

use camshaft_tests::schema::{user_details, users};
use diesel::prelude::*;

#[derive(Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email), unique(name, slug), alias(name as full_name))]
#[allow(dead_code, reason = "never loaded")]
struct Borrowed<'a> {
    email: &'a str,
    name: Cow<'a, str>,
    slug: Option<&'a str>,
}

/// With a part that is selected as `T`.
#[derive(camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email), has_one(detail: Detail, key = user_details::user_id))]
#[allow(dead_code, reason = "never loaded")]
struct Generic<T>
where
    T: Clone,
{
    id: i64,
    email: String,
    #[diesel(embed)]
    extra: T,
}

#[derive(Selectable)]
#[diesel(table_name = user_details)]
#[allow(dead_code, reason = "never loaded")]
struct Detail {
    id: i64,
}

#[test]
fn keys_are_owned() {
    fn by_short_lived() -> camshaft::Keyed<BorrowedByEmail> {
        let email = String::from("a");
        Borrowed::by_email(email.as_str())
    }
    assert!(crate::sql(&by_short_lived()).ends_with("`email` = ?"));
    let generic = Generic {
        id: 1,
        email: String::new(),
        extra: (),
    };
    assert!(crate::sql(&generic.detail()).ends_with("`user_id` = ?"));
    assert!(crate::sql(&Borrowed::by_name_and_slug("a", "b")).contains("`slug` = ?"));
}
