//! Changes of indexes and foreign keys.

use super::*;

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
    assert_eq!(summary(&elsewhere, &[table]), []);
}

#[test]
fn unique_index_that_refuses_more_is_reported() {
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
    assert_eq!(summary(&release, &[table]), changed);
    assert_eq!(summary(&release, &[users()]), changed);
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
