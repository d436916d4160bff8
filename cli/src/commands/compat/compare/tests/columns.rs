//! Changes of a column.

use super::*;

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
        summary(&reader, &[table]),
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
        summary(&states_it, &[table.clone()]),
        one(Severity::Warning, Kind::DefaultGone, "level")
    );
    let mut may_state_it = release();
    may_state_it.tables[0].inserts[0].may_set = vec!["level".to_owned()];
    assert_eq!(
        summary(&may_state_it, &[table]),
        one(Severity::Error, Kind::DefaultGone, "level")
    );
}

#[test]
fn nulls_are_reported_where_the_release_meets_them() {
    let allowed = changed(|table| table.columns[1].not_null = false);
    assert_eq!(allowed, one(Severity::Error, Kind::NullAllowed, "email"));
    let mut nullable = release();
    nullable.tables[0].columns[1].nullable = true;
    nullable.databases.clear();
    let writes = summary(&nullable, &[users()]);
    assert_eq!(writes, one(Severity::Warning, Kind::NullRefused, "email"));
    nullable.tables[0].inserts[0] = Insert {
        may_be_null: vec!["email".to_owned()],
        ..insert(&[])
    };
    assert_eq!(
        summary(&nullable, &[users()]),
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
            "has the type `character varying(20)`, which was created again",
        ),
    ] {
        let message = format!(
            "the column `email` of `users` {what}: open connections fail until they are closed"
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
    assert_eq!(summary(&release(), &before), []);
}
