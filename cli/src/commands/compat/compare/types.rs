//! The effect of a changed column type on a release that was compiled against the old one.

use crate::state::Server;

/// The effect of a changed type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// No effect.
    Same,
    /// A type that takes all that the release writes, and returns nothing that it cannot read.
    Widened,
    /// A type that may be too small for what the release writes.
    Narrowed,
    /// A type that the release cannot read or write.
    Other,
}

/// Compares two types as a server prints them. The labels of enums are not compared.
pub(super) fn change(server: Server, old: &str, new: &str) -> Change {
    if old == new {
        return Change::Same;
    }
    let (old, new) = (Parsed::of(server, old), Parsed::of(server, new));
    match (server, old.base == new.base) {
        (_, true) => arguments(&old, &new),
        (Server::Postgres, false) => postgres(&old, &new),
        (Server::Mysql, false) => mysql(&old, &new),
        (Server::Sqlite, false) => sqlite(&old, &new),
    }
}

/// A parsed type: `numeric(10,2)` is `numeric` with 10 and 2.
#[derive(Debug, PartialEq, Eq)]
struct Parsed {
    base: String,
    arguments: Vec<u32>,
}

impl Parsed {
    fn of(server: Server, text: &str) -> Self {
        let text = text.to_lowercase();
        let Some((before, rest)) = text.split_once('(') else {
            return Self {
                base: text.trim().to_owned(),
                arguments: Vec::new(),
            };
        };
        let (inner, after) = rest.rsplit_once(')').unwrap_or((rest, ""));
        let base = format!("{} {}", before.trim(), after.trim());
        let base = base.trim().replace(" []", "[]");
        // The width of an integer is how it is displayed; SQLite minds no length.
        let is_integer = server == Server::Mysql && base.split(' ').any(|it| it.ends_with("int"));
        let counts = !is_integer && server != Server::Sqlite;
        let arguments = inner.split(',').filter_map(|it| it.trim().parse().ok());
        Self {
            arguments: arguments.filter(|_| counts).collect(),
            base,
        }
    }

    fn is_array(&self) -> bool {
        self.base.ends_with("[]")
    }

    /// Returns the element type of an array of PostgreSQL, whatever its dimensions are.
    fn element(&self) -> &str {
        self.base.trim_end_matches("[]")
    }

    /// Returns the bytes that MySQL stores at most for a text or for bytes: four a character.
    fn capacity(&self) -> Option<u32> {
        let length = self.arguments.first().copied().unwrap_or(1);
        match self.base.as_str() {
            "char" | "varchar" => Some(length.saturating_mul(4)),
            "binary" | "varbinary" => Some(length),
            "tinytext" | "tinyblob" => Some(0xff),
            "text" | "blob" => Some(0xffff),
            "mediumtext" | "mediumblob" => Some(0xff_ffff),
            "longtext" | "longblob" => Some(u32::MAX),
            _ => None,
        }
    }

    /// Returns the position in a list of types, each of which holds the ones before it.
    fn rank(&self, names: &[&str]) -> Option<usize> {
        names.iter().position(|name| *name == self.base)
    }
}

fn arguments(old: &Parsed, new: &Parsed) -> Change {
    match (old.arguments.as_slice(), new.arguments.as_slice()) {
        (old, new) if old == new => Change::Same,
        (_, []) => Change::Widened,
        ([], _) => Change::Narrowed,
        ([old], [new]) => by_order(old, new),
        ([old, rest @ ..], [new, new_rest @ ..]) => {
            let (scale, new_scale) = (rest.first().unwrap_or(&0), new_rest.first().unwrap_or(&0));
            let fits =
                new_scale >= scale && new.saturating_sub(*new_scale) >= old.saturating_sub(*scale);
            if fits {
                Change::Widened
            } else {
                Change::Narrowed
            }
        }
    }
}

fn by_order<T: Ord>(old: &T, new: &T) -> Change {
    if new >= old {
        Change::Widened
    } else {
        Change::Narrowed
    }
}

/// Compares types of PostgreSQL. Diesel reads the binary form, so integers of another width are another
/// type.
fn postgres(old: &Parsed, new: &Parsed) -> Change {
    let is_text = |it: &Parsed| matches!(it.element(), "character varying" | "text" | "character");
    if !is_text(old) || !is_text(new) || old.is_array() != new.is_array() {
        return Change::Other;
    }
    let is_padded = new.element() == "character";
    match (old.arguments.first(), new.arguments.first()) {
        (_, None) if !is_padded => Change::Widened,
        (Some(length), Some(new_length)) if !is_padded => by_order(length, new_length),
        // It is padded with spaces, or has a length now.
        _ => Change::Narrowed,
    }
}

/// Compares types of MySQL. Diesel reads any width of integer, and refuses a value that does not fit.
fn mysql(old: &Parsed, new: &Parsed) -> Change {
    const LISTS: [&[&str]; 6] = [
        &["tinyint", "smallint", "mediumint", "int", "bigint"],
        &[
            "tinyint unsigned",
            "smallint unsigned",
            "mediumint unsigned",
            "int unsigned",
            "bigint unsigned",
        ],
        &[
            "char",
            "varchar",
            "tinytext",
            "text",
            "mediumtext",
            "longtext",
        ],
        &[
            "binary",
            "varbinary",
            "tinyblob",
            "blob",
            "mediumblob",
            "longblob",
        ],
        &["float", "double"],
        &["datetime"],
    ];
    let places = LISTS
        .iter()
        .find_map(|list| Some((old.rank(list)?, new.rank(list)?)));
    match places {
        Some(_) if old.capacity() > new.capacity() => Change::Narrowed,
        Some((old, new)) => by_order(&old, &new),
        None => Change::Other,
    }
}

/// Types are words there: what counts is what Diesel makes of them.
fn sqlite(old: &Parsed, new: &Parsed) -> Change {
    let (old, new) = (Class::of(&old.base), Class::of(&new.base));
    match (old.width(), new.width()) {
        _ if old == new => Change::Same,
        (Some(old), Some(new)) => by_order(&old, &new),
        _ => Change::Other,
    }
}

/// The Diesel type that `diesel print-schema` chooses for a type of SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Bool,
    SmallInt,
    Integer,
    BigInt,
    Text,
    Binary,
    Float,
    Double,
    Date,
    Time,
    Timestamp,
    Unknown,
}

impl Class {
    fn of(name: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        match name {
            "date" => Self::Date,
            "time" => Self::Time,
            _ if has(&["char", "clob", "text"]) => Self::Text,
            _ if name.is_empty() || has(&["blob", "binary"]) => Self::Binary,
            _ if has(&["bool"]) || (has(&["tiny"]) && has(&["int"])) => Self::Bool,
            _ if has(&["int2"]) || (has(&["small"]) && has(&["int"])) => Self::SmallInt,
            _ if has(&["int8"]) || (has(&["big"]) && has(&["int"])) => Self::BigInt,
            _ if has(&["int"]) => Self::Integer,
            _ if has(&["float", "real"]) => Self::Float,
            _ if has(&["double", "num", "dec"]) => Self::Double,
            _ if has(&["datetime", "timestamp"]) => Self::Timestamp,
            _ => Self::Unknown,
        }
    }

    /// Returns the bytes of an integer.
    const fn width(self) -> Option<u8> {
        match self {
            Self::SmallInt => Some(2),
            Self::Integer => Some(4),
            Self::BigInt => Some(8),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Change::{Narrowed, Other, Same, Widened};
    use super::*;

    #[test]
    fn types_are_compared_as_the_server_has_them() {
        for (server, old, new, expected) in [
            (
                Server::Postgres,
                "character varying(50)",
                "character varying(100)",
                Widened,
            ),
            (
                Server::Postgres,
                "character varying(100)",
                "character varying(50)",
                Narrowed,
            ),
            (Server::Postgres, "character varying(50)", "text", Widened),
            (Server::Postgres, "text", "character varying(50)", Narrowed),
            (Server::Postgres, "text", "citext", Other),
            (Server::Postgres, "integer", "bigint", Other),
            (Server::Postgres, "numeric(10,2)", "numeric(12,2)", Widened),
            (Server::Postgres, "numeric(10,2)", "numeric(10,4)", Narrowed),
            (
                Server::Postgres,
                "timestamp(3) without time zone",
                "timestamp without time zone",
                Widened,
            ),
            (
                Server::Postgres,
                "timestamp without time zone",
                "timestamp with time zone",
                Other,
            ),
            (Server::Postgres, "text", "text[]", Other),
            (
                Server::Postgres,
                "text[]",
                "character varying(10)[]",
                Narrowed,
            ),
            (Server::Postgres, "character(3)", "text", Widened),
            (Server::Postgres, "text", "character(3)", Narrowed),
            (Server::Mysql, "int(11)", "int", Same),
            (Server::Mysql, "int", "bigint(20)", Widened),
            (Server::Mysql, "bigint", "int", Narrowed),
            (Server::Mysql, "int", "int unsigned", Other),
            (Server::Mysql, "varchar(50)", "varchar(100)", Widened),
            (Server::Mysql, "varchar(50)", "text", Widened),
            (Server::Mysql, "char(10)", "varchar(20)", Widened),
            (Server::Mysql, "char(10)", "varchar(5)", Narrowed),
            (Server::Mysql, "varchar(10)", "char(20)", Narrowed),
            (Server::Mysql, "varchar(255)", "tinytext", Narrowed),
            (Server::Mysql, "text", "varchar(9000)", Narrowed),
            (Server::Mysql, "varbinary(20)", "blob", Widened),
            (Server::Mysql, "datetime", "timestamp", Other),
            (Server::Sqlite, "VARCHAR(50)", "TEXT", Same),
            (Server::Sqlite, "INTEGER", "BIGINT", Widened),
            (Server::Sqlite, "INTEGER", "TEXT", Other),
        ] {
            assert_eq!(change(server, old, new), expected, "{old} to {new}");
        }
    }
}
