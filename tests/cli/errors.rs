//! Errors that depend on how the command was built.

use std::path::Path;

use crate::support::command::camshaft;

fn error(url: &str) -> String {
    let output = camshaft(Path::new("."), url)
        .arg("print-catalog")
        .output()
        .expect("camshaft runs");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
    String::from_utf8(output.stderr).expect("UTF-8")
}

#[test]
#[cfg(not(feature = "postgres"))]
fn a_backend_that_is_not_built_in_names_its_feature() {
    assert_eq!(
        error("postgres://u:s3cret@127.0.0.1/db"),
        "error: this camshaft was built without support for PostgreSQL\n\
         help: cargo install camshaft-cli --no-default-features --features postgres\n"
    );
}

#[test]
#[cfg(not(feature = "mysql"))]
fn mysql_that_is_not_built_in_names_its_feature() {
    for url in [
        "mysql://u:s3cret@127.0.0.1/db",
        "mariadb://u:s3cret@127.0.0.1/db",
    ] {
        assert_eq!(
            error(url),
            "error: this camshaft was built without support for MySQL\n\
             help: cargo install camshaft-cli --no-default-features --features mysql\n"
        );
    }
}

#[test]
#[cfg(feature = "mysql")]
fn a_mysql_server_that_does_not_answer_is_named_without_its_password() {
    for scheme in ["mysql", "mariadb"] {
        let error = error(&format!("{scheme}://u:s3cret@127.0.0.1:1/db"));
        let start = format!("error: cannot connect to `{scheme}://u:***@127.0.0.1:1/db`: ");
        assert!(error.starts_with(&start), "{error}");
        assert!(!error.contains("s3cret"), "{error}");
    }
}

#[test]
#[cfg(feature = "mysql")]
fn a_mysql_url_that_does_not_parse_is_not_repeated() {
    let error = error("mysql://u:s3cret@127.0.0.1:port/db");
    assert!(
        error.starts_with("error: cannot connect to `mysql://u:***@127.0.0.1:port/db`: "),
        "{error}"
    );
    assert!(!error.contains("s3cret"), "{error}");
}

#[test]
#[cfg(feature = "mysql")]
fn a_mysql_url_without_a_database_is_refused() {
    assert_eq!(
        error("mysql://u:s3cret@127.0.0.1"),
        "error: `mysql://u:***@127.0.0.1` has no database name\n\
         help: use `mysql://user@host/database`\n"
    );
}

#[test]
#[cfg(feature = "postgres")]
fn a_server_that_does_not_answer_is_named_without_its_password() {
    let error = error("postgres://u:s3cret@127.0.0.1:1/db?sslpassword=an0ther");
    assert!(
        error.starts_with(
            "error: cannot connect to `postgres://u:***@127.0.0.1:1/db?sslpassword=***`: "
        ),
        "{error}"
    );
    assert!(
        !error.contains("s3cret") && !error.contains("an0ther"),
        "{error}"
    );
}

#[test]
#[cfg(feature = "postgres")]
fn a_message_of_libpq_that_repeats_the_url_is_redacted() {
    let error = error("postgres://u:s3cret%zz@127.0.0.1:1/db");
    assert!(error.contains("percent-encoded"), "{error}");
    assert!(!error.contains("s3cret"), "{error}");
}

#[test]
#[cfg(feature = "postgres")]
fn a_password_that_is_not_encoded_is_refused() {
    let error = error("postgres://u:s3c@ret@127.0.0.1:1/db");
    assert!(
        error.starts_with(
            "error: the user or password of `postgres://u:***@127.0.0.1:1/db` has an `@`"
        ),
        "{error}"
    );
    assert!(!error.contains("s3c") && !error.contains("ret@"), "{error}");
}
