//! What the user of the connection may not do.

use super::*;
use crate::support::command::camshaft;
use crate::support::postgres::Database;

/// A role with the database's name, dropped in the end.
struct Role<'d>(&'d Database);

impl Drop for Role<'_> {
    fn drop(&mut self) {
        let name = &self.0.name;
        self.0
            .run(&format!("DROP OWNED BY {name}; DROP ROLE {name}"));
    }
}

#[test]
fn what_is_missing_is_named_before_anything_is_changed() {
    let database = Database::create();
    database.run(TABLES);
    let name = &database.name;
    database.run(&format!(
        "CREATE ROLE {name}; GRANT SELECT ON users, details TO {name}; GRANT SELECT, UPDATE ON comments TO {name}"
    ));
    let _role = Role(&database);
    let as_role = |args: &[&str]| {
        let mut command = camshaft(Path::new("."), &database.url());
        command.env("PGOPTIONS", format!("-c role={name}"));
        Ended::of(&command.args(args).output().expect("camshaft runs"))
    };
    let refused = as_role(&[&MERGE[..], &["--yes"]].concat());
    assert_eq!(
        (refused.code, refused.err.as_str()),
        (
            Some(2),
            "error: the user of this connection lacks DELETE on `comments`\n"
        )
    );
    database.run(&format!(
        "GRANT UPDATE, DELETE ON users, comments, details TO {name}"
    ));
    let assert_refused = |expected: &str| {
        let refused = as_role(&[&MERGE[..], &["--yes"]].concat());
        let expected = format!("error: the user of this connection lacks {expected}\n");
        assert_eq!((refused.code, refused.err), (Some(2), expected));
    };
    assert_refused("CREATE, and there is no table `camshaft_merge_archive`");
    // What another user created belongs to that one.
    let created = run(
        Path::new("."),
        &database.url(),
        &[&MERGE[..], &["--yes", "--limit", "0"]].concat(),
    );
    assert_eq!(created.code, Some(1), "{created:?}");
    assert_refused("INSERT, USAGE of its sequence on `camshaft_merge_archive`");
    database.run(&format!(
        "GRANT INSERT ON camshaft_merge_archive TO {name};
         GRANT USAGE ON SEQUENCE camshaft_merge_archive_id_seq TO {name}"
    ));
    assert_refused("SELECT, INSERT, UPDATE, DELETE on `users_merges`");
    database.run(&format!("GRANT ALL ON users_merges TO {name}"));
    let merged = as_role(&[&MERGE[..], &["--yes", "--limit", "1"]].concat());
    assert!(
        merged.out.starts_with("users (email): 1 group merged\n"),
        "{merged:?}"
    );
    let counted = as_role(&[&MERGE[..], &["--dry-run"]].concat());
    assert_eq!(counted.code, Some(0), "{counted:?}");
    database.run(&format!("REVOKE SELECT ON users FROM {name}"));
    let refused = as_role(&[&MERGE[..], &["--dry-run"]].concat());
    assert_eq!(
        (refused.code, refused.err.as_str()),
        (
            Some(2),
            "error: the user of this connection lacks SELECT on `users`\n"
        )
    );
}
