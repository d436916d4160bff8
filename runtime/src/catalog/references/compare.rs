//! The comparison of a column that refers with the key that it refers to.
//!
//! The referring rows decide what a deletion takes along, so they are compared as the server's own referential integrity
//! compares them: by the type, the collation and the affinity of the key.

use super::schema::ColumnFacts;
use crate::catalog::Backend;
use crate::sql::{Condition, Expression, Name, Sql, sql};

/// A column that refers, and the column it refers to.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    /// The column that refers.
    pub(crate) column: ColumnFacts,
    /// The column referred to.
    pub(crate) key: ColumnFacts,
    column_seen: Seen,
    key_seen: Seen,
}

/// The form in which a value is compared.
#[derive(Debug, Clone, PartialEq)]
enum Seen {
    AsItIs,
    AsText,
    Collated(Name),
    /// A text of this character set and collation, on MySQL.
    Characters(Name, Name),
    /// A value to which the affinity and the collation of the other one apply, on SQLite.
    Bare,
}

impl Seen {
    fn of(&self, value: &Expression) -> Expression {
        match self {
            Self::AsItIs => value.clone(),
            Self::AsText => sql!("({})::text", *value),
            Self::Collated(collation) => sql!("({}) COLLATE {}", *value, *collation),
            Self::Characters(set, collation) => {
                sql!("CONVERT({} USING {}) COLLATE {}", *value, *set, *collation)
            }
            Self::Bare => sql!("+{}", *value),
        }
    }
}

/// Why two columns cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Incomparable {
    /// The column holds several keys.
    Several,
    /// The server has no equality of the two types.
    Types,
}

impl Pair {
    /// Decides how the two are compared.
    ///
    /// # Errors
    ///
    /// The reason why they cannot be compared.
    pub(crate) fn new(
        sql: Sql,
        column: &ColumnFacts,
        key: &ColumnFacts,
    ) -> Result<Self, Incomparable> {
        let (column_seen, key_seen) = match sql.0 {
            Backend::Postgres => on_postgres(column, key)?,
            Backend::Mysql => on_mysql(sql, column, key)?,
            Backend::Sqlite => on_sqlite(column, key),
        };
        Ok(Self {
            column: column.clone(),
            key: key.clone(),
            column_seen,
            key_seen,
        })
    }

    /// Returns whether the value of the column is this key.
    pub(crate) fn matches(&self, value: &Expression, key: &Expression) -> Condition {
        // SQLite takes the collation of what is on the left.
        sql!("{} = {}", self.key_seen.of(key), self.column_seen.of(value))
    }

    /// Returns whether an index on the column finds it.
    pub(crate) const fn uses_index(&self) -> bool {
        matches!(self.column_seen, Seen::AsItIs)
    }

    /// Returns whether the column is a text and the key is not, so that a value may be a list of keys.
    pub(crate) fn may_be_list(&self) -> bool {
        match &self.key_seen {
            Seen::AsText | Seen::Characters(..) => true,
            _ => {
                self.column_seen == Seen::Bare && affinity(&self.key.sql_type) == Affinity::Integer
            }
        }
    }

    /// Returns a key as a value of the column.
    pub(crate) fn as_value(&self, sql: Sql, key: &Expression) -> Expression {
        if sql.0 == Backend::Postgres && self.column.sql_type != self.key.sql_type {
            return sql!("({})::{}", *key, self.column.cast());
        }
        key.clone()
    }
}

/// Compares on PostgreSQL: an index on the column is used unless the column itself has to be cast.
fn on_postgres(column: &ColumnFacts, key: &ColumnFacts) -> Result<(Seen, Seen), Incomparable> {
    use Seen::{AsItIs, AsText, Collated};
    let (own, referred) = (column.sql_type.as_str(), key.sql_type.as_str());
    if own.ends_with("[]") && own != referred {
        return Err(Incomparable::Several);
    }
    let is_text = |sql_type: &str| {
        matches!(sql_type, "text" | "character varying" | "bpchar" | "name")
            || sql_type == "citext"
            || sql_type.ends_with(".citext")
    };
    let is_number = |sql_type: &str| {
        matches!(
            sql_type,
            "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision"
        )
    };
    match (is_text(own), is_text(referred)) {
        _ if own == referred || is_number(own) && is_number(referred) => {}
        (true, true) => {}
        (true, false) => return Ok((AsItIs, AsText)),
        (false, true) => return Ok((AsText, AsItIs)),
        // A domain over the type of the key, and the like: the server says so if it cannot.
        (false, false) if column.has_foreign_key => {}
        (false, false) => return Err(Incomparable::Types),
    }
    Ok(match (&column.collation, &key.collation) {
        (own, referred) if own == referred => (AsItIs, AsItIs),
        (_, Some(collation)) => (Collated(collation.clone()), AsItIs),
        (Some(_), None) => (Collated(sql!("{}", "pg_catalog.\"default\"")), AsItIs),
        (None, None) => (AsItIs, AsItIs),
    })
}

fn on_mysql(
    sql: Sql,
    column: &ColumnFacts,
    key: &ColumnFacts,
) -> Result<(Seen, Seen), Incomparable> {
    use Seen::AsItIs;
    let characters = |it: &ColumnFacts| {
        let (set, collation) = (it.character_set.as_ref()?, it.collation.as_ref()?);
        Some(Seen::Characters(sql.name(set), collation.clone()))
    };
    match (characters(column), characters(key)) {
        (Some(_), Some(_)) if column.collation == key.collation => Ok((AsItIs, AsItIs)),
        (_, Some(of_key)) => Ok((of_key, AsItIs)),
        // The column stays as it is, so that its index can be used.
        (Some(of_column), None) => Ok((AsItIs, of_column)),
        (None, None) if column.sql_type.eq_ignore_ascii_case("json") => Err(Incomparable::Several),
        (None, None) => Ok((AsItIs, AsItIs)),
    }
}

/// Compares on SQLite: the key's affinity and collation apply to the value; where the two have the same, an index on
/// the column is used.
fn on_sqlite(column: &ColumnFacts, key: &ColumnFacts) -> (Seen, Seen) {
    let is_same =
        affinity(&column.sql_type) == affinity(&key.sql_type) && column.collation == key.collation;
    let seen = if is_same { Seen::AsItIs } else { Seen::Bare };
    (seen, Seen::AsItIs)
}

#[derive(Debug, PartialEq, Eq)]
enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

/// Returns the affinity of a type by the rules of "Datatypes In SQLite", section 3.1, in their order.
fn affinity(sql_type: &str) -> Affinity {
    let sql_type = sql_type.to_ascii_uppercase();
    let has_any = |words: &[&str]| words.iter().any(|it| sql_type.contains(it));
    if has_any(&["INT"]) {
        Affinity::Integer
    } else if has_any(&["CHAR", "CLOB", "TEXT"]) {
        Affinity::Text
    } else if sql_type.is_empty() || has_any(&["BLOB"]) {
        Affinity::Blob
    } else if has_any(&["REAL", "FLOA", "DOUB"]) {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}
