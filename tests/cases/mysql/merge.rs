//! What only MySQL and MariaDB make a merge ask.

use camshaft::merge::{MergeError, Refusal};

use super::speak;
use crate::backend::{Database, Session, execute, try_execute};
use crate::common::merge::{merge, with_people};
use crate::flavour::*;

/// What a merge of people takes, in the order in which it is asked for.
const GRANTS: [(&str, &str); 11] = [
    ("people", "SELECT, UPDATE, DELETE"),
    ("comments", "SELECT, UPDATE, DELETE"),
    ("details", "SELECT, UPDATE, DELETE"),
    // Of details that collide, one takes the items of the others.
    ("items", "SELECT, UPDATE, DELETE"),
    ("memberships", "SELECT, UPDATE, DELETE"),
    ("follows", "SELECT, UPDATE, DELETE"),
    ("tags", "SELECT, UPDATE (code), DELETE"),
    ("camshaft_merge_archive", "CREATE, INSERT"),
    ("people_merges", "CREATE, SELECT, INSERT, UPDATE, DELETE"),
    // These are none of its business.
    ("notes", "INSERT"),
    ("users", "SELECT"),
];

/// A user with the name of the database, who may do what `GRANTS` says; dropped by hand.
struct User(String);

impl User {
    async fn create(database: &Database, root: &mut Session) -> (Self, Session) {
        let url = database.url();
        let (server, name) = url.rsplit_once('/').unwrap();
        let (_, address) = server.rsplit_once('@').unwrap();
        run!(execute(root, &format!("CREATE USER {name}@'%'")));
        let user = Self(name.to_owned());
        for (table, _) in GRANTS {
            user.grant(root, table).await;
        }
        // That it sees who refers, and may keep the tables of a run.
        let whole = format!(
            "GRANT PROCESS ON *.* TO {name}@'%'; GRANT SHOW VIEW, CREATE TEMPORARY TABLES ON {name}.* TO {name}@'%'"
        );
        run!(execute(root, &whole));
        let url = format!("mysql://{name}@{address}/{name}");
        (user, run!(Session::establish(&url)).unwrap())
    }

    /// What `GRANTS` says.
    async fn grant(&self, root: &mut Session, table: &str) {
        let (_, privileges) = GRANTS.iter().find(|it| it.0 == table).unwrap();
        let grant = format!("GRANT {privileges} ON {table} TO {}@'%'", self.0);
        run!(execute(root, &grant));
    }

    async fn revoke(&self, root: &mut Session, privileges: &str, table: &str) {
        let revoke = format!("REVOKE {privileges} ON {table} FROM {}@'%'", self.0);
        run!(execute(root, &revoke));
    }

    async fn drop(self, root: &mut Session) {
        run!(execute(root, &format!("DROP USER {}@'%'", self.0)));
    }
}

async fn missing_privileges_are_named_before_anything_is_changed() {
    let (database, mut root) = with_people().await;
    let (user, mut conn) = User::create(&database, &mut root).await;
    // Whatever language the server refuses in.
    speak(&mut conn, "de_DE").await;
    for (table, granted, missing) in [
        ("people", "SELECT", "SELECT"),
        ("comments", "DELETE", "DELETE"),
        ("items", "UPDATE", "UPDATE"),
        ("tags", "UPDATE (code)", "UPDATE"),
        ("follows", "DELETE, UPDATE", "UPDATE, DELETE"),
        ("camshaft_merge_archive", "INSERT", "INSERT"),
        ("people_merges", "UPDATE, INSERT", "INSERT, UPDATE"),
    ] {
        user.revoke(&mut root, granted, table).await;
        let error = run!(merge().merge(&mut conn)).unwrap_err();
        let MergeError::Refused(Refusal::Privileges {
            table: refused,
            missing: lacks,
        }) = &error
        else {
            panic!("{table}: {error:?}");
        };
        assert_eq!(
            (refused.as_str(), lacks.join(", ").as_str()),
            (table, missing)
        );
        user.grant(&mut root, table).await;
    }
    for table in ["camshaft_merge_archive", "people_merges"] {
        user.revoke(&mut root, "CREATE", table).await;
    }
    let error = run!(merge().merge(&mut conn)).unwrap_err();
    let MergeError::Refused(Refusal::NotCreated { table }) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(table, "camshaft_merge_archive");
    assert_eq!(run!(merge().dry_run(&mut conn)).unwrap().groups, 2);
    for table in ["camshaft_merge_archive", "people_merges"] {
        let read = format!("SELECT 1 FROM {table}");
        run!(try_execute(&mut root, &read)).unwrap_err();
        user.grant(&mut root, table).await;
    }
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (2, 0), "{report:?}");
    user.drop(&mut root).await;
}

tests![missing_privileges_are_named_before_anything_is_changed,];
