//! Changes of facts that only a live database has.

use super::*;

/// Returns the kinds of the findings where only facts of a live database differ.
fn between(before: TableFacts, after: TableFacts) -> Vec<(Severity, Kind)> {
    let with = |facts: TableFacts| TableState {
        facts: Some(facts),
        ..users()
    };
    let found = compare(
        &release(),
        Server::Postgres,
        Some(&[with(before)]),
        &[with(after)],
    );
    found.iter().map(|it| (it.severity, it.kind)).collect()
}

#[test]
fn row_level_security_may_hide_rows() {
    use crate::state::facts::RowSecurity::{Forced, Off, On};
    let secured = |row_security, policies: &[&str]| TableFacts {
        row_security,
        policies: policies.iter().map(|&policy| policy.to_owned()).collect(),
        ..TableFacts::default()
    };
    let open = "PERMISSIVE FOR ALL TO PUBLIC USING (true)";
    let own = "PERMISSIVE FOR ALL TO PUBLIC USING ((owner = CURRENT_USER))";
    let strict = "RESTRICTIVE FOR ALL TO PUBLIC USING ((level > 0))";
    for (before, after, count) in [
        (secured(Off, &[]), secured(Off, &[own]), 0),
        (secured(Off, &[]), secured(On, &[]), 1),
        (secured(Off, &[]), secured(On, &[open]), 0),
        (secured(Off, &[]), secured(On, &[own]), 2),
        (secured(On, &[]), secured(Forced, &[]), 1),
        (secured(Forced, &[]), secured(On, &[]), 1),
        (secured(On, &[]), secured(On, &[own]), 1),
        (secured(On, &[own]), secured(On, &[own, strict]), 1),
        (secured(On, &[open]), secured(On, &[open, strict]), 1),
        (secured(On, &[open]), secured(On, &[]), 1),
        (secured(On, &[own]), secured(Off, &[own]), 1),
        (secured(On, &[own]), secured(On, &[own]), 0),
    ] {
        let expected = vec![(Severity::Warning, Kind::RowSecurity); count];
        assert_eq!(
            between(before.clone(), after.clone()),
            expected,
            "{before:?} to {after:?}"
        );
    }
    // A printed catalog does not say what was there.
    let after = TableState {
        facts: Some(secured(On, &[])),
        ..users()
    };
    assert_eq!(summary(&release(), &[after]), []);
}

#[test]
fn rows_are_kept_as_they_were() {
    let stored = |name: &str, has_transactions, unlogged| TableFacts {
        unlogged,
        engine: Some(Engine {
            name: name.to_owned(),
            has_transactions,
        }),
        ..TableFacts::default()
    };
    let before = stored("InnoDB", true, false);
    let warned = |after: TableFacts| between(before.clone(), after);
    assert_eq!(warned(stored("ROCKSDB", true, false)), []);
    assert_eq!(
        warned(stored("MyISAM", false, false)),
        [(Severity::Warning, Kind::TransactionsGone)]
    );
    assert_eq!(
        warned(stored("InnoDB", true, true)),
        [(Severity::Warning, Kind::Unlogged)]
    );
    assert_eq!(
        between(stored("MyISAM", false, true), stored("MEMORY", false, true)),
        []
    );
}

#[test]
fn what_may_refuse_or_change_a_row_is_noted() {
    let hook = |body: &str| Hook {
        head: "trigger `t` BEFORE INSERT".to_owned(),
        body: body.to_owned(),
    };
    let none = TableFacts::default;
    let exclusions = vec!["EXCLUDE USING btree (email WITH =)".to_owned()];
    for (after, kind) in [
        (
            TableFacts {
                exclusions,
                ..none()
            },
            Kind::ExclusionAdded,
        ),
        (
            TableFacts {
                rules: vec![hook("a")],
                ..none()
            },
            Kind::RuleAdded,
        ),
        (
            TableFacts {
                triggers: vec![hook("a")],
                ..none()
            },
            Kind::TriggerAdded,
        ),
        (
            TableFacts {
                heirs: vec!["admins".to_owned()],
                ..none()
            },
            Kind::HeirAdded,
        ),
    ] {
        assert_eq!(between(none(), after.clone()), [(Severity::Note, kind)]);
        assert_eq!(between(after.clone(), after.clone()), []);
        assert_eq!(between(after, none()), []);
    }
    let with = |body: &str| TableFacts {
        triggers: vec![hook(body)],
        ..none()
    };
    let changed = [(Severity::Note, Kind::TriggerAdded)];
    assert_eq!(between(with("a"), with("b")), changed);
}

#[test]
fn insert_that_always_fails_is_an_error_for_each_release() {
    let insert_error = Some("no such table: main.users_old".to_owned());
    let after = TableState {
        facts: Some(TableFacts {
            insert_error,
            ..TableFacts::default()
        }),
        ..users()
    };
    let fails = one(Severity::Error, Kind::InsertFails, "");
    assert_eq!(summary(&release(), std::slice::from_ref(&after)), fails);
    let mut unprinted = release();
    unprinted.databases.clear();
    assert_eq!(summary(&unprinted, &[after]), fails);
}
