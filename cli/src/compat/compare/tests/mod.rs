//! One change at a time, and what a release makes of it.

use super::*;
use crate::manifest::{Insert, NeededColumn, UniqueKey};
use crate::state::facts::{ColumnFacts, Engine, Hook, ResultType, TableFacts};
use crate::state::{Action, ColumnState, Filled, ForeignKeyState, UniqueState};

fn column(name: &str, sql_type: &str) -> ColumnState {
    ColumnState {
        name: name.to_owned(),
        sql_type: sql_type.to_owned(),
        full_type: None,
        not_null: true,
        filled: Filled::No,
        number: None,
        labels: None,
        facts: ColumnFacts::default(),
    }
}

fn users() -> TableState {
    TableState {
        schema: None,
        name: "users".to_owned(),
        is_view: false,
        columns: vec![
            ColumnState {
                filled: Filled::Default,
                ..column("id", "integer")
            },
            column("email", "text"),
            ColumnState {
                filled: Filled::Default,
                ..column("level", "integer")
            },
        ],
        uniques: vec![unique("users_email", &["email"])],
        foreign_keys: Vec::new(),
        checks: Some(Vec::new()),
        facts: Some(TableFacts::default()),
    }
}

fn unique(name: &str, keys: &[&str]) -> UniqueState {
    UniqueState {
        name: Some(name.to_owned()),
        keys: keys.iter().map(|&key| key.to_owned()).collect(),
        whole_columns: true,
        predicate: None,
        serves: true,
        collations: vec![None; keys.len()],
    }
}

fn insert(states: &[&str]) -> Insert {
    Insert {
        by: "NewUser".to_owned(),
        states: states.iter().map(|&name| name.to_owned()).collect(),
        may_state: Vec::new(),
        may_be_null: Vec::new(),
        takes_values: false,
    }
}

/// Returns the schema without the facts that no printed catalog has.
fn printed() -> TableState {
    TableState {
        facts: None,
        ..users()
    }
}

/// A release that uses all of it.
fn release() -> Manifest {
    let columns = users().columns.into_iter().map(|column| NeededColumn {
        name: column.name,
        diesel_type: "Integer".to_owned(),
        nullable: false,
    });
    Manifest {
        version: 1,
        tables: vec![Needed {
            schema: None,
            name: "users".to_owned(),
            columns: columns.collect(),
            inserts: vec![insert(&["email"])],
            unique_keys: vec![UniqueKey {
                declared: "unique(email)".to_owned(),
                columns: vec!["email".to_owned()],
                index: None,
                predicate: None,
                on: Vec::new(),
            }],
            ignored: Vec::new(),
        }],
        databases: [(Server::Sqlite, vec![printed()])].into(),
    }
}

/// Severity, kind and column of each finding.
type Told = Vec<(Severity, Kind, Option<String>)>;

fn told(release: &Manifest, after: &[TableState]) -> Told {
    let found = compare(release, Server::Sqlite, None, after);
    found
        .into_iter()
        .map(|it| (it.severity, it.kind, it.column))
        .collect()
}

/// What is told of a table that was changed so.
fn changed(change: impl FnOnce(&mut TableState)) -> Told {
    let mut table = users();
    change(&mut table);
    told(&release(), &[table])
}

fn one(severity: Severity, kind: Kind, column: &str) -> Told {
    let column = (!column.is_empty()).then(|| column.to_owned());
    vec![(severity, kind, column)]
}

#[test]
fn what_a_release_does_not_notice_is_quiet() {
    assert_eq!(changed(|_| {}), []);
    let nullable = |table: &mut TableState| {
        table.columns.push(ColumnState {
            not_null: false,
            ..column("city", "text")
        });
        table.columns.push(ColumnState {
            filled: Filled::Generated,
            ..column("search", "text")
        });
        table
            .uniques
            .push(unique("users_email_level", &["email", "level"]));
        table.uniques.push(unique("users_city", &["city"]));
    };
    assert_eq!(changed(nullable), []);
    let other = TableState {
        name: "news".to_owned(),
        ..users()
    };
    assert_eq!(told(&release(), &[users(), other]), []);
}

#[test]
fn index_that_does_not_serve_is_none() {
    let gone = one(Severity::Error, Kind::UniqueGone, "");
    assert_eq!(changed(|table| table.uniques.clear()), gone);
    assert_eq!(changed(|table| table.uniques[0].serves = false), gone);
    // That of the first characters refuses more.
    let prefix = changed(|table| table.uniques[0].whole_columns = false);
    let more = one(Severity::Note, Kind::UniqueAdded, "");
    assert_eq!(prefix, [gone.clone(), more].concat());
    assert_eq!(
        changed(|table| table.uniques[0].predicate = Some("level > 0".to_owned())),
        gone
    );
    // Another one that serves is as good.
    let replaced = |table: &mut TableState| {
        table.uniques[0].serves = false;
        table.uniques.push(unique("users_email_again", &["email"]));
    };
    assert_eq!(changed(replaced), []);
    let mut elsewhere = release();
    elsewhere.tables[0].unique_keys[0].on = vec![Server::Postgres];
    let mut table = users();
    table.uniques.clear();
    assert_eq!(told(&elsewhere, &[table]), []);
}

#[test]
fn unique_index_that_refuses_more_is_told() {
    let added = one(Severity::Note, Kind::UniqueAdded, "");
    let with = |index: UniqueState| changed(|table| table.uniques.push(index));
    assert_eq!(with(unique("users_level", &["level"])), added);
    let partial = |predicate: &str| UniqueState {
        predicate: Some(predicate.to_owned()),
        ..unique("users_some", &["email"])
    };
    assert_eq!(with(partial("level > 0")), []);
    let expression = UniqueState {
        whole_columns: false,
        ..unique("users_lower", &["lower(email)"])
    };
    assert_eq!(with(expression), added);
}

#[test]
fn table_that_became_a_view_may_refuse_writes() {
    let view = changed(|table| {
        table.is_view = true;
        table.columns[2].filled = Filled::No;
    });
    assert_eq!(view, one(Severity::Warning, Kind::BecameView, ""));
}

#[test]
fn column_that_the_server_computes_is_not_written() {
    let computed = |at: usize| changed(|table| table.columns[at].filled = Filled::Generated);
    assert_eq!(
        computed(1),
        one(Severity::Error, Kind::ColumnGenerated, "email")
    );
    assert_eq!(
        computed(2),
        one(Severity::Warning, Kind::ColumnGenerated, "level")
    );
}

#[test]
fn column_that_must_be_given_breaks_who_inserts() {
    let required = |table: &mut TableState| table.columns.push(column("tenant", "integer"));
    assert_eq!(
        changed(required),
        one(Severity::Error, Kind::ColumnRequired, "tenant")
    );
    let mut reader = release();
    reader.tables[0].inserts.clear();
    let mut table = users();
    required(&mut table);
    assert_eq!(
        told(&reader, &[table]),
        one(Severity::Warning, Kind::ColumnRequired, "tenant")
    );
}

#[test]
fn default_is_missed_by_who_leaves_the_column_out() {
    let gone = |table: &mut TableState| table.columns[2].filled = Filled::No;
    assert_eq!(
        changed(gone),
        one(Severity::Error, Kind::DefaultGone, "level")
    );
    let mut table = users();
    gone(&mut table);
    let mut states_it = release();
    states_it.tables[0].inserts = vec![insert(&["email", "level"])];
    assert_eq!(
        told(&states_it, &[table.clone()]),
        one(Severity::Warning, Kind::DefaultGone, "level")
    );
    let mut may_state_it = release();
    may_state_it.tables[0].inserts[0].may_state = vec!["level".to_owned()];
    assert_eq!(
        told(&may_state_it, &[table]),
        one(Severity::Error, Kind::DefaultGone, "level")
    );
}

#[test]
fn nulls_are_told_where_the_release_meets_them() {
    let allowed = changed(|table| table.columns[1].not_null = false);
    assert_eq!(allowed, one(Severity::Error, Kind::NullAllowed, "email"));
    let mut nullable = release();
    nullable.tables[0].columns[1].nullable = true;
    nullable.databases.clear();
    let writes = told(&nullable, &[users()]);
    assert_eq!(writes, one(Severity::Warning, Kind::NullRefused, "email"));
    nullable.tables[0].inserts[0] = Insert {
        may_be_null: vec!["email".to_owned()],
        ..insert(&[])
    };
    assert_eq!(
        told(&nullable, &[users()]),
        one(Severity::Error, Kind::NullRefused, "email")
    );
}

#[test]
fn identity_is_the_servers_number() {
    let numbered = |numbers: [i64; 3]| {
        let mut table = users();
        for (column, number) in table.columns.iter_mut().zip(numbers) {
            column.number = Some(number);
        }
        table
    };
    let before = [numbered([1, 2, 3])];
    let after = [numbered([1, 4, 3])];
    let found = compare(&release(), Server::Sqlite, Some(&before), &after);
    let kinds: Vec<_> = found
        .iter()
        .map(|it| (it.kind, it.column.as_deref()))
        .collect();
    assert_eq!(kinds, [(Kind::NameTakenOver, Some("email"))]);
    assert_eq!(
        compare(&release(), Server::Sqlite, Some(&before), &before),
        []
    );
}

#[test]
fn labels_and_foreign_keys_are_compared() {
    let with = |labels: &[&str]| {
        let mut table = users();
        table.columns[2].labels = Some(labels.iter().map(|&label| label.to_owned()).collect());
        vec![table]
    };
    let found = compare(
        &release(),
        Server::Sqlite,
        Some(&with(&["a", "b"])),
        &with(&["b", "c"]),
    );
    let kinds: Vec<_> = found.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [Kind::LabelGone, Kind::LabelAdded]);
    let key = ForeignKeyState {
        name: None,
        columns: vec!["level".to_owned()],
        ref_table: "levels".to_owned(),
        ref_columns: vec!["id".to_owned()],
        on_delete: Action::None,
        on_update: Action::None,
    };
    let new = changed(|table| table.foreign_keys.push(key.clone()));
    assert_eq!(new, one(Severity::Note, Kind::ForeignKeyAdded, ""));
    let mut release = release();
    for table in release.databases.values_mut().flatten() {
        table.foreign_keys.push(key.clone());
    }
    let mut table = users();
    table.foreign_keys.push(ForeignKeyState {
        on_delete: Action::Cascade,
        ..key
    });
    let changed = one(Severity::Warning, Kind::ForeignKeyChanged, "");
    assert_eq!(told(&release, &[table]), changed);
    assert_eq!(told(&release, &[users()]), changed);
}

#[test]
fn table_that_is_gone_is_told_with_what_looks_like_it() {
    let found = compare(&release(), Server::Sqlite, None, &[]);
    assert_eq!(found[0].message, "the table `users` is gone");
    let renamed = TableState {
        name: "people".to_owned(),
        ..users()
    };
    let found = compare(&release(), Server::Sqlite, None, &[renamed]);
    assert_eq!(
        found[0].message,
        "the table `users` is gone; `people` looks like it"
    );
}

/// The kinds of what is found where only facts of a live database differ.
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
    assert_eq!(told(&release(), &[after]), []);
}

#[test]
fn prepared_statement_returns_what_it_did() {
    let with = |number, modifier, name: &str, collation: &str| {
        let mut table = users();
        table.columns[1].facts.result = Some(ResultType {
            number,
            modifier,
            name: name.to_owned(),
            collation: Some(collation.to_owned()),
        });
        vec![table]
    };
    let before = with(1043, 24, "character varying(20)", "default");
    let broken = |after: &[TableState]| {
        let found = compare(&release(), Server::Postgres, Some(&before), after);
        let messages = found
            .into_iter()
            .map(|it| (it.severity, it.kind, it.message));
        messages.collect::<Vec<_>>()
    };
    assert_eq!(broken(&before), []);
    // As a session without a `search_path` writes it.
    let qualified = with(1043, 24, "pg_catalog.varchar(20)", "default");
    assert_eq!(broken(&qualified), []);
    for (after, what) in [
        (
            with(1043, 44, "character varying(40)", "default"),
            "is `character varying(40)` now, and was `character varying(20)`",
        ),
        (
            with(1043, 24, "character varying(20)", "C"),
            "has the collation `C` now, and had the collation `default`",
        ),
        (
            with(20_000, 24, "character varying(20)", "default"),
            "is of a type `character varying(20)` that was made anew",
        ),
    ] {
        let message = format!(
            "the column `email` of `users` {what}: connections that are open fail until they are closed"
        );
        let expected = (Severity::Warning, Kind::StatementsBroken, message);
        assert_eq!(broken(&after), [expected]);
    }
}

#[test]
fn character_set_and_renewal_are_those_of_a_column() {
    let with = |character_set: &str, renewed: bool| {
        let mut table = users();
        table.columns[1].facts = ColumnFacts {
            character_set: Some(character_set.to_owned()),
            renewed,
            ..ColumnFacts::default()
        };
        vec![table]
    };
    let before = with("utf8mb3", true);
    for (after, expected) in [
        (with("utf8mb3", true), vec![]),
        (
            with("latin1", true),
            one(Severity::Error, Kind::TypeChanged, "email"),
        ),
        (
            with("utf8mb4", true),
            one(Severity::Note, Kind::TypeWidened, "email"),
        ),
        (
            with("utf8mb3", false),
            one(Severity::Warning, Kind::RenewalChanged, "email"),
        ),
    ] {
        let found = compare(&release(), Server::Mysql, Some(&before), &after);
        let found = found
            .into_iter()
            .map(|it| (it.severity, it.kind, it.column));
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }
    // A printed catalog has neither.
    assert_eq!(told(&release(), &before), []);
}

#[test]
fn unique_key_compares_by_its_collation() {
    let compared = |collation: Option<&str>| {
        changed(|table| table.uniques[0].collations = vec![collation.map(str::to_owned)])
    };
    assert_eq!(compared(None), []);
    let other = one(Severity::Note, Kind::CollationChanged, "");
    assert_eq!(compared(Some("nocase")), other);
    assert_eq!(changed(|table| table.uniques[0].collations.clear()), []);
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
fn unique_key_is_known_by_the_name_of_its_index() {
    let renamed = |server: Server, change: fn(&mut TableState)| {
        let mut table = users();
        change(&mut table);
        let found = compare(&release(), server, Some(&[users()]), &[table]);
        found.into_iter().map(|it| it.kind).collect::<Vec<_>>()
    };
    let rename: fn(&mut TableState) =
        |table| table.uniques[0].name = Some("users_email_uq".to_owned());
    for server in [Server::Postgres, Server::Mysql] {
        assert_eq!(renamed(server, rename), [Kind::UniqueRenamed]);
    }
    assert_eq!(renamed(Server::Sqlite, rename), []);
    let add: fn(&mut TableState) = |table| {
        let again = unique("users_email_uq", &["email"]);
        table.uniques.insert(0, again);
    };
    assert_eq!(renamed(Server::Postgres, add), []);
    // The name is all that such a key has: its index is not gone, though.
    let expression = |name: &str| {
        let mut table = users();
        table.uniques.push(UniqueState {
            whole_columns: false,
            ..unique(name, &["lower(email)"])
        });
        vec![table]
    };
    let mut of_expression = release();
    of_expression.tables[0].unique_keys.push(UniqueKey {
        declared: "unique(index = users_lower)".to_owned(),
        columns: Vec::new(),
        index: Some("users_lower".to_owned()),
        predicate: None,
        on: Vec::new(),
    });
    let (before, after) = (expression("users_lower"), expression("users_ci"));
    for server in [Server::Postgres, Server::Sqlite] {
        let kinds = |after: &[TableState]| -> Vec<_> {
            let found = compare(&of_expression, server, Some(&before), after);
            found.into_iter().map(|it| it.kind).collect()
        };
        assert_eq!(kinds(&before), []);
        assert_eq!(kinds(&after), [Kind::UniqueRenamed]);
        assert_eq!(kinds(&[users()]), [Kind::UniqueGone]);
    }
    let mut by_hand = release();
    by_hand.tables[0].unique_keys[0].declared = "on_conflict(email) in src/a.rs".to_owned();
    let mut table = users();
    rename(&mut table);
    let before = [users()];
    let found = compare(&by_hand, Server::Postgres, Some(&before), &[table]);
    assert_eq!(found, []);
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
    assert_eq!(told(&release(), std::slice::from_ref(&after)), fails);
    let mut unprinted = release();
    unprinted.databases.clear();
    assert_eq!(told(&unprinted, &[after]), fails);
}
