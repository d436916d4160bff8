//! On a terminal.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::*;

/// Runs the command on a terminal of its own; `script` (util-linux) makes one.
fn on_terminal(folder: &Path, args: &str, typed: &str) -> Ended {
    let command = format!("{} {args}", env!("CARGO_BIN_EXE_camshaft"));
    let mut child = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(folder)
        .env("DATABASE_URL", "app.sqlite")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("script (util-linux) runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(typed.as_bytes()).expect("an open pipe");
    let output = child.wait_with_output().expect("it ends");
    drop(stdin);
    Ended::of(&output)
}

#[test]
fn it_asks() {
    with_file(|file, _| {
        let folder = file.parent().expect("a folder");
        let users = || of_file(file, "SELECT count(*) || '' AS value FROM users");
        let merge = "merge --table users --columns email";

        let declined = on_terminal(folder, merge, "n\n");
        assert_eq!(declined.code, Some(1), "{declined:?}");
        assert!(
            declined
                .out
                .contains("users (email): 3 groups of duplicates"),
            "{declined:?}"
        );
        assert!(
            declined
                .out
                .contains("comments (user_id): 3 rows would be moved"),
            "{declined:?}"
        );
        assert!(declined.out.contains("Merge them? [y/N]"), "{declined:?}");
        assert!(declined.out.contains("nothing was changed"), "{declined:?}");
        assert_eq!(users(), ["6"]);

        let empty = on_terminal(folder, merge, "\n");
        assert_eq!((empty.code, users()), (Some(1), vec!["6".to_owned()]));

        let agreed = on_terminal(folder, merge, "y\n");
        assert_eq!(agreed.code, Some(0), "{agreed:?}");
        assert!(
            agreed.out.contains("users (email): 3 groups merged"),
            "{agreed:?}"
        );
        assert_eq!(users(), ["3"]);

        let nothing = on_terminal(folder, merge, "");
        assert!(!nothing.out.contains("Merge them?"), "{nothing:?}");
        assert_eq!(nothing.code, Some(0), "{nothing:?}");
    });
}

#[test]
fn index_asks_too() {
    with_file(|file, _| {
        let folder = file.parent().expect("a folder");
        let indexes = || {
            of_file(
                file,
                "SELECT name AS value FROM sqlite_master WHERE name = 'users_email_key'",
            )
        };
        let index = "index --table users --columns email";
        let declined = on_terminal(folder, index, "n\n");
        assert!(declined.out.contains("Merge them? [y/N]"), "{declined:?}");
        assert_eq!((declined.code, indexes().len()), (Some(1), 0));
        let agreed = on_terminal(folder, index, "yes\n");
        assert_eq!((agreed.code, indexes().len()), (Some(0), 1), "{agreed:?}");
    });
}
