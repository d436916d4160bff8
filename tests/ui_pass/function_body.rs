//! A model may stand in the body of a function.

use camshaft_tests::schema::users;

#[test]
fn the_accessors_exist() {
    #[derive(diesel::Selectable, camshaft::Model)]
    #[diesel(table_name = users)]
    #[camshaft(unique(email), alias(name as full_name))]
    #[allow(dead_code, reason = "never loaded")]
    struct User {
        email: String,
        name: String,
    }

    let query = crate::sql(&User::by_email("a"));
    assert!(query.ends_with("`email` = ?"), "{query}");
    let _: users::name = users_alias::full_name;
}
