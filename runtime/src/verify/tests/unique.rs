//! Unique indexes.

use super::{EMAIL, LOWER, PRIMARY, TENANT, USERS, faults, instead_of_email, on};
use crate::catalog::{Backend, Catalog, Index, Key, Table, Timing};
use crate::verify::compare::compare;
use crate::verify::{Difference, Tables, UniqueFault};

#[test]
fn a_unique_index_must_serve() {
    assert_eq!(faults(&[PRIMARY, LOWER, TENANT]), [UniqueFault::Missing]);
    let cases = [
        (
            Index {
                unique: false,
                ..EMAIL
            },
            UniqueFault::NotUnique,
        ),
        (
            Index {
                valid: false,
                ..EMAIL
            },
            UniqueFault::Invalid,
        ),
        (
            Index {
                ready: false,
                ..EMAIL
            },
            UniqueFault::Invalid,
        ),
        (
            Index {
                timing: Timing::Deferrable,
                ..EMAIL
            },
            UniqueFault::Deferrable {
                found: Timing::Deferrable,
            },
        ),
        (
            Index {
                predicate: Some("(note IS NULL)"),
                ..EMAIL
            },
            UniqueFault::Predicate {
                expected: None,
                found: Some("(note IS NULL)".to_owned()),
            },
        ),
        (
            Index {
                name: Some("users_email_idx"),
                ..EMAIL
            },
            UniqueFault::Renamed {
                found: "users_email_idx".to_owned(),
            },
        ),
        (
            Index {
                name: Some("users_email_key_ccnew"),
                valid: false,
                ..EMAIL
            },
            UniqueFault::Invalid,
        ),
        (
            Index {
                name: Some("users_email_idx"),
                unique: false,
                ..EMAIL
            },
            UniqueFault::Missing,
        ),
    ];
    for (index, fault) in cases {
        assert_eq!(instead_of_email(index), [fault]);
    }
}

#[test]
fn a_unique_index_must_compare_the_same() {
    let cases = [
        (
            Index {
                keys: &[Key::column("email"), Key::column("slug")],
                ..EMAIL
            },
            UniqueFault::Keys {
                expected: "email".to_owned(),
                found: "email, slug".to_owned(),
            },
        ),
        (
            Index {
                keys: &[Key {
                    prefix: Some(10),
                    ..Key::column("email")
                }],
                ..EMAIL
            },
            UniqueFault::Keys {
                expected: "email".to_owned(),
                found: "email prefix 10".to_owned(),
            },
        ),
        (
            Index {
                keys: &[Key {
                    collation: Some("C"),
                    ..Key::column("email")
                }],
                ..EMAIL
            },
            UniqueFault::Collation {
                expected: None,
                found: Some("C".to_owned()),
            },
        ),
    ];
    for (index, fault) in cases {
        assert_eq!(instead_of_email(index), [fault]);
    }
}

#[test]
fn one_index_that_serves_is_enough() {
    let broken = Index {
        name: Some("users_email_key_ccnew"),
        valid: false,
        ..EMAIL
    };
    assert_eq!(faults(&[broken, PRIMARY, EMAIL, LOWER, TENANT]), []);
}

#[test]
fn an_expression_and_a_predicate_are_compared_by_their_text() {
    let upper = Index {
        keys: &[Key::expression("upper(email)")],
        ..LOWER
    };
    let fault = UniqueFault::Keys {
        expected: "expr \"lower(email)\"".to_owned(),
        found: "expr \"upper(email)\"".to_owned(),
    };
    assert_eq!(faults(&[PRIMARY, EMAIL, upper, TENANT]), [fault]);
    let whole = Index {
        predicate: None,
        ..TENANT
    };
    let fault = UniqueFault::Predicate {
        expected: TENANT.predicate.map(str::to_owned),
        found: None,
    };
    assert_eq!(faults(&[PRIMARY, EMAIL, LOWER, whole]), [fault]);
}

#[test]
fn nulls_count_where_a_key_may_be_null() {
    let nulls = |index: Index<'static>| Index {
        nulls_not_distinct: true,
        ..index
    };
    assert_eq!(
        faults(&[PRIMARY, EMAIL, LOWER, nulls(TENANT)]),
        [UniqueFault::NullsNotDistinct]
    );
    assert_eq!(instead_of_email(nulls(EMAIL)), []);
}

#[test]
fn a_name_counts_where_the_server_tells_it() {
    const SQLITE: &[Catalog<'static>] = &[Catalog {
        backend: Backend::Sqlite,
        tables: &[USERS],
    }];
    let rename = |index: Index<'static>| Index {
        name: Some("renamed"),
        ..index
    };
    let found = |indexes: &[Index<'_>]| {
        let tables = &[Table { indexes, ..USERS }];
        let backend = Backend::Sqlite;
        let differences = compare(&Tables::of(SQLITE), &Catalog { backend, tables });
        differences.len()
    };
    assert_eq!(found(&[PRIMARY, rename(EMAIL), LOWER, TENANT]), 0);
    assert_eq!(found(&[PRIMARY, EMAIL, rename(LOWER), TENANT]), 1);
}

#[test]
fn an_index_of_mysql_is_invisible_instead_of_invalid() {
    let invisible = Index {
        valid: false,
        ..EMAIL
    };
    let live = Table {
        schema: "",
        indexes: &[PRIMARY, invisible, LOWER, TENANT],
        ..USERS
    };
    let differences = on(Backend::Mysql, &[live]);
    let [Difference::Unique { fault, remedy, .. }] = &differences[..] else {
        panic!("{differences:?}");
    };
    assert_eq!(*fault, UniqueFault::Invisible);
    assert_eq!(
        remedy,
        "ALTER TABLE users ALTER INDEX users_email_key VISIBLE; (on MariaDB: NOT IGNORED)"
    );
}
