//! Nothing of the standard prelude is in scope, and its names mean something else.
#![no_implicit_prelude]
#![allow(dead_code, non_snake_case, reason = "items that only shadow others")]

use ::camshaft_tests::schema::{user_details, users};
use ::diesel;

struct Option;
struct Result;
struct Vec;
struct String;
struct Table;
struct Column0;
struct Target;
trait Into {}
trait Clone {}
trait Iterator {}
trait IntoIterator {}
const FACTS: () = ();
const TARGET: () = ();
fn Some() {}
fn Ok() {}

#[derive(diesel::Selectable, ::camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(
    unique(id),
    unique(email: ::std::string::String),
    has_one(detail: Child, key = user_details::user_id),
    alias(id as number),
)]
struct User {
    id: i64,
}

#[derive(diesel::Selectable)]
#[diesel(table_name = user_details)]
struct Child {
    id: i64,
}

#[::std::prelude::v1::test]
fn the_accessors_exist() {
    let user = User { id: 1 };
    let query = crate::sql(&user.detail());
    ::std::assert!(query.ends_with("`user_id` = ?"), "{query}");
    let query = crate::sql(&User::by_email("a"));
    ::std::assert!(query.ends_with("`email` = ?"), "{query}");
    ::std::assert_eq!(*user.number(), 1);
    let violated = User::unique_violation(&diesel::result::Error::NotFound);
    ::std::assert_eq!(violated, ::std::option::Option::None);
    ::std::assert_eq!(UserUnique::PrimaryKey.fields(), ["id"]);
}
