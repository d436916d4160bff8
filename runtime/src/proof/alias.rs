//! The check that an alias hides no column.

use super::find::contains;
use super::message::Message;
use crate::text::same;

/// Proves that no other column of the table is called as an alias.
///
/// Holds when `table!` lists no column of that name but the alias's own.
///
/// # Panics
///
/// At compile time, with both ways out, when the column is there: a rename in the database is half
/// done.
#[track_caller]
pub const fn prove_alias_is_no_column(
    schema: &[&str],
    own: &str,
    alias: &str,
    table: &str,
    declaration: &str,
) {
    if !same(own, alias) && contains(schema, alias) {
        let message = explain(own, alias, table, declaration);
        panic!("{}", message.as_str());
    }
}

const fn explain(own: &str, alias: &str, table: &str, declaration: &str) -> Message {
    let mut message = Message::new();
    message.push("the table `");
    message.push(table);
    message.push("` has the column `");
    message.push(alias);
    message.push("` beside `");
    message.push(own);
    message.push("`, and `");
    message.push(declaration);
    message.push("` would hide it");
    message.note("");
    message.push("the physical rename is half done, and an alias is there to do without one");
    message.help("to finish it, map the field to the column `");
    message.push(alias);
    message.push("` and remove the alias");
    message.help("to go back, drop the column `");
    message.push(alias);
    message.push("` in the database, then `diesel print-schema` and `camshaft print-catalog`");
    message
}

#[cfg(test)]
mod tests {
    use super::prove_alias_is_no_column;

    #[test]
    fn an_alias_may_be_called_as_its_own_column_is_in_sql() {
        prove_alias_is_no_column(&["id", "full_name"], "full_name", "full_name", "users", "");
        prove_alias_is_no_column(&["id", "name"], "name", "full_name", "users", "");
    }

    #[test]
    #[should_panic(expected = "beside `name`")]
    fn no_other_column_is_called_as_the_alias() {
        prove_alias_is_no_column(&["name", "full_name"], "name", "full_name", "users", "");
    }
}
