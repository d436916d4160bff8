//! Collations that changed since an index was built.

use std::path::Path;

use super::held::run;
use crate::support::postgres::Database;

#[test]
fn a_unique_index_in_an_old_order_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::create();
    database
        .run("CREATE TABLE users (id bigint PRIMARY KEY, email text COLLATE \"en-x-icu\" UNIQUE)");
    let camshaft = |command: &str| {
        let args = [command, "--output", "catalog.rs"];
        run(Path::new(folder.path()), &database.url(), &args)
    };
    assert_eq!(camshaft("print-catalog").code, Some(0));
    assert_eq!(camshaft("check-catalog").code, Some(0));
    database.run("UPDATE pg_collation SET collversion = 'old' WHERE collname = 'en-x-icu'");
    let checked = camshaft("check-catalog");
    assert_eq!(checked.code, Some(1), "{checked:?}");
    let expected = "users: the index `users_email_key` was built with version old of pg_catalog.\"en-x-icu\", which is version ";
    assert!(checked.out.starts_with(expected), "{checked:?}");
    let refresh = "and finally ALTER COLLATION pg_catalog.\"en-x-icu\" REFRESH VERSION;\n";
    assert!(checked.out.ends_with(refresh), "{checked:?}");
    let printed = camshaft("print-catalog");
    assert!(
        printed.code == Some(0) && printed.err.contains(expected),
        "{printed:?}"
    );
}
