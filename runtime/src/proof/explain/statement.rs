//! The statements that make the index, in the words of each backend, and where to put them.

use super::super::find::Target;
use super::super::message::Message;
use super::lacks;
use super::words::{backend_name, has_index, push_sql_name, push_sql_names, push_sql_table};
use crate::catalog::{Backend, Described};

/// One statement for each backend that lacks the index.
pub(super) const fn help_create(message: &mut Message, facts: &[Described], target: &Target) {
    if target.columns.is_empty() {
        message.help("run `camshaft print-catalog` if the database has the index already");
        return;
    }
    let mut concurrently = false;
    let mut at = 0;
    while at < facts.len() {
        if lacks(&facts[at], target) {
            let place = if facts.len() > 1 {
                backend_name(facts[at].backend)
            } else {
                ""
            };
            help_statement(message, &facts[at], target, place);
            concurrently = concurrently || matches!(facts[at].backend, Backend::Postgres);
        }
        at += 1;
    }
    message.help(if concurrently {
        "in a Diesel migration of its own, with `run_in_transaction = false` in its `metadata.toml`, then `camshaft print-catalog`"
    } else {
        "in a Diesel migration, then `camshaft print-catalog`"
    });
}

const fn help_statement(
    message: &mut Message,
    described: &Described,
    target: &Target,
    place: &str,
) {
    let backend = described.backend;
    message.help_on(place);
    if let (Backend::Mysql, Some(_)) = (backend, target.predicate) {
        message.push("there are no partial indexes: leave it out with `on(..)`");
        return;
    }
    message.push("CREATE UNIQUE INDEX ");
    if let Backend::Postgres = backend {
        message.push("CONCURRENTLY ");
    }
    match target.index {
        Some(name) => push_sql_name(message, backend, name),
        None => push_sql_name(message, backend, free_name(described, target).as_str()),
    }
    message.push(" ON ");
    push_sql_table(message, described);
    message.push(" (");
    push_sql_names(message, backend, target.columns);
    message.push(")");
    if let Some(predicate) = target.predicate {
        message.push(" WHERE ");
        message.push(predicate);
    }
    message.push(";");
}

/// `users_email_key`, with a number behind it where that is taken.
const fn free_name(described: &Described, target: &Target) -> Message {
    let mut number = 0;
    loop {
        let mut name = Message::new();
        name.push(described.table.name);
        name.push("_");
        name.push_joined(target.columns);
        name.push("_key");
        if number > 0 {
            name.push_number(number);
        }
        if !has_index(&described.table, name.as_str()) {
            return name;
        }
        number += 1;
    }
}
