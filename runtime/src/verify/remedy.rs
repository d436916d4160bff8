//! The statements that make a proof true again.

use super::difference::UniqueFault;
use crate::catalog::{Backend, ForeignKey, Index, Key, KeyPart, ReferentialAction, Table, Timing};
use crate::proof::{sql_name, sql_table};

/// Returns the remedy for a unique index that does not serve.
pub(super) fn of_unique(
    backend: Backend,
    table: &Table<'_>,
    expected: &Index<'_>,
    found: Option<&Index<'_>>,
    fault: &UniqueFault,
) -> String {
    let on = sql_table(backend, table);
    let found_name = found.and_then(|found| found.name).unwrap_or_default();
    let found_name = sql_name(backend, found_name);
    let expected_name = sql_name(backend, expected.name.unwrap_or_default());
    match (fault, backend) {
        (UniqueFault::Invalid, _) => reindex(table, found),
        (UniqueFault::StaleCollation { .. }, _) => {
            let stale = found.and_then(|found| found.stale_collation);
            let refresh = stale.map_or("", |stale| stale.refresh);
            format!(
                "{} when `camshaft index` finds no duplicates; {refresh};",
                reindex(table, found)
            )
        }
        (UniqueFault::HiddenOperators { schema }, _) => {
            let schema = sql_name(backend, schema);
            format!("add {schema} to the `search_path` of the connection")
        }
        (UniqueFault::Invisible, _) => {
            format!("ALTER TABLE {on} ALTER INDEX {found_name} VISIBLE; (on MariaDB: NOT IGNORED)")
        }
        (UniqueFault::Renamed { .. }, Backend::Postgres) => {
            let index = Table {
                name: found.and_then(|found| found.name).unwrap_or_default(),
                ..*table
            };
            let index = sql_table(backend, &index);
            format!("ALTER INDEX {index} RENAME TO {expected_name};")
        }
        (UniqueFault::Renamed { .. }, Backend::Mysql) => {
            format!("ALTER TABLE {on} RENAME INDEX {found_name} TO {expected_name};")
        }
        (UniqueFault::Renamed { .. }, Backend::Sqlite) => {
            let create = replace(backend, table, expected, None);
            format!("DROP INDEX {found_name}; {create}")
        }
        _ => replace(backend, table, expected, found),
    }
}

fn reindex(table: &Table<'_>, found: Option<&Index<'_>>) -> String {
    let name = found.and_then(|found| found.name).unwrap_or_default();
    let index = sql_table(Backend::Postgres, &Table { name, ..*table });
    format!("REINDEX INDEX CONCURRENTLY {index};")
}

/// Drops what has the name, and creates the index as it was compiled.
fn replace(
    backend: Backend,
    table: &Table<'_>,
    expected: &Index<'_>,
    found: Option<&Index<'_>>,
) -> String {
    let on = sql_table(backend, table);
    let dropped = found.filter(|found| found.name.is_some() && found.name == expected.name);
    let keys = keys(backend, expected);
    match backend {
        Backend::Postgres => replace_on_postgres(table, expected, dropped),
        Backend::Mysql => {
            let name = sql_name(backend, expected.name.unwrap_or_default());
            let (old, new) = if expected.primary {
                ("PRIMARY KEY".to_owned(), "PRIMARY KEY".to_owned())
            } else {
                (format!("INDEX {name}"), format!("UNIQUE INDEX {name}"))
            };
            let drop = dropped.map_or(String::new(), |_| format!("DROP {old}, "));
            format!("ALTER TABLE {on} {drop}ADD {new} ({keys});")
        }
        Backend::Sqlite => {
            let predicate = predicate(expected);
            let index = expected.name.filter(|name| !name.starts_with("sqlite_"));
            let Some(name) = index.map(|name| sql_name(backend, name)) else {
                let name = sql_name(backend, &format!("{}_key", table.name));
                return format!("CREATE UNIQUE INDEX {name} ON {on} ({keys}){predicate};");
            };
            let drop = dropped.map_or(String::new(), |_| format!("DROP INDEX {name}; "));
            format!("{drop}CREATE UNIQUE INDEX {name} ON {on} ({keys}){predicate};")
        }
    }
}

fn replace_on_postgres(
    table: &Table<'_>,
    expected: &Index<'_>,
    dropped: Option<&Index<'_>>,
) -> String {
    let backend = Backend::Postgres;
    let on = sql_table(backend, table);
    let name = expected.name.unwrap_or_default();
    let qualified = sql_table(backend, &Table { name, ..*table });
    let name = sql_name(backend, name);
    let keys = keys(backend, expected);
    let nulls = if expected.nulls_not_distinct {
        " NULLS NOT DISTINCT"
    } else {
        ""
    };
    let predicate = predicate(expected);
    let is_constraint = dropped.is_some_and(|dropped| dropped.constraint.is_some());
    let can_be_one = predicate.is_empty()
        && expected
            .keys
            .iter()
            .all(|key| matches!(key.part, KeyPart::Column(_)));
    if expected.primary || (is_constraint && can_be_one) {
        let kind = if expected.primary {
            "PRIMARY KEY".to_owned()
        } else {
            format!("UNIQUE{nulls}")
        };
        let drop = match dropped {
            Some(_) => format!("DROP CONSTRAINT {name}, "),
            None => String::new(),
        };
        return format!("ALTER TABLE {on} {drop}ADD CONSTRAINT {name} {kind} ({keys});");
    }
    let drop = match dropped {
        Some(_) if is_constraint => format!("ALTER TABLE {on} DROP CONSTRAINT {name}; "),
        Some(_) => format!("DROP INDEX CONCURRENTLY {qualified}; "),
        None => String::new(),
    };
    format!("{drop}CREATE UNIQUE INDEX CONCURRENTLY {name} ON {on} ({keys}){nulls}{predicate};")
}

fn keys(backend: Backend, index: &Index<'_>) -> String {
    let key = |key: &Key<'_>| match key.part {
        KeyPart::Column(name) => sql_name(backend, name),
        // SQLite keeps the text as it was written.
        KeyPart::Expression(text) if backend == Backend::Sqlite => text.to_owned(),
        KeyPart::Expression(text) => format!("({text})"),
    };
    let keys: Vec<_> = index.keys.iter().map(key).collect();
    keys.join(", ")
}

fn predicate(index: &Index<'_>) -> String {
    index
        .predicate
        .map_or(String::new(), |predicate| format!(" WHERE {predicate}"))
}

/// Returns the remedy for a foreign key that reports no missing parent.
pub(super) fn of_foreign_key(
    backend: Backend,
    table: &Table<'_>,
    expected: &ForeignKey<'_>,
    found: Option<&ForeignKey<'_>>,
) -> String {
    let on = sql_table(backend, table);
    let references = references(backend, table, expected);
    if backend == Backend::Sqlite {
        return format!("make the table anew, with `{references}`");
    }
    let drop = match found.and_then(|found| found.name) {
        Some(name) if backend == Backend::Mysql => {
            format!("DROP FOREIGN KEY {}, ", sql_name(backend, name))
        }
        Some(name) => format!("DROP CONSTRAINT {}, ", sql_name(backend, name)),
        None => String::new(),
    };
    let name = match expected.name {
        Some(name) => format!("CONSTRAINT {} ", sql_name(backend, name)),
        None => String::new(),
    };
    format!("ALTER TABLE {on} {drop}ADD {name}{references};")
}

/// Returns `FOREIGN KEY (a) REFERENCES t (b) ON DELETE CASCADE`.
fn references(backend: Backend, table: &Table<'_>, key: &ForeignKey<'_>) -> String {
    let names = |names: &[&str]| {
        let names: Vec<_> = names.iter().map(|name| sql_name(backend, name)).collect();
        names.join(", ")
    };
    let parent = Table {
        schema: key.ref_schema,
        name: key.ref_table,
        ..*table
    };
    format!(
        "FOREIGN KEY ({}) REFERENCES {} ({}){}{}{}",
        names(key.columns),
        sql_table(backend, &parent),
        names(key.ref_columns),
        action(" ON DELETE ", key.on_delete),
        action(" ON UPDATE ", key.on_update),
        match key.timing {
            Timing::Immediate => "",
            Timing::Deferrable => " DEFERRABLE",
            Timing::Deferred => " DEFERRABLE INITIALLY DEFERRED",
        }
    )
}

fn action(event: &str, action: ReferentialAction) -> String {
    let action = match action {
        ReferentialAction::NoAction => return String::new(),
        ReferentialAction::Restrict => "RESTRICT",
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
    };
    format!("{event}{action}")
}
