//! The declared key that a unique violation belongs to.

mod fields;
pub(crate) mod message;
mod rebuilt;

use std::fmt;

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

use crate::catalog::{Backend, CompiledFacts, Index, KeyPart, Table};
use crate::cause::DieselCause;
use crate::error::Error;
use crate::proof::Target;
use message::Violated;

pub use fields::FieldErrors;

/// The message of every violated key.
const TAKEN: &str = "already taken";

/// The unique keys of a model: the enum `UserUnique` that the derive makes of a `User`.
///
/// The enum has its methods without this trait in scope; it is for code that is generic over
/// models.
///
/// ```
#[doc = include_str!("../../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::{FieldErrors, UniqueKeys};
///
/// /// Returns the faults that the user can mend; everything else is a failure of the server.
/// fn mendable<K: UniqueKeys>(error: camshaft::Error) -> Result<FieldErrors, camshaft::Error> {
///     K::violated_by(&error).map(FieldErrors::from).ok_or(error)
/// }
///
/// let error = diesel::insert_into(users::table)
///     .values((users::email.eq("ada@example.org"), users::name.eq("Ada")))
///     .execute(conn)
///     .unwrap_err();
/// let errors = mendable::<UserUnique>(error.into())?;
/// assert_eq!(errors.to_string(), "email: already taken");
/// # Ok(())
/// # }
/// ```
pub trait UniqueKeys: Copy + Eq + 'static {
    /// The facts of the model's table.
    #[doc(hidden)]
    const FACTS: &'static [CompiledFacts];
    /// The keys; the primary key may be there several times.
    #[doc(hidden)]
    const KEYS: &'static [(Self, DeclaredKey)];

    /// Returns the key that an error is a violation of.
    ///
    /// `None` for every other error: of another table, of a key that is not declared, of a foreign
    /// key, of a trigger that names no index.
    #[must_use]
    fn violated_by(error: &(impl DieselCause + ?Sized)) -> Option<Self> {
        let violated = violated(unique_violation(error.diesel_cause()?)?)?;
        let mut facts = Self::FACTS.iter();
        let compiled = facts.find(|compiled| compiled.backend == violated.backend())?;
        let index = violated.index(&compiled.table)?;
        let mut keys = Self::KEYS.iter();
        let (key, _) = keys.find(|(_, key)| key.is_proven_by(compiled, index))?;
        Some(*key)
    }

    /// Returns the columns of the key by their names in SQL; of an expression, those that it
    /// mentions.
    #[must_use]
    fn columns(self) -> &'static [&'static str] {
        key_of(self).map_or(&[], |key| key.columns)
    }

    /// Returns the fields of the key in the struct, or the names of columns without a field.
    #[must_use]
    fn fields(self) -> &'static [&'static str] {
        key_of(self).map_or(&[], |key| key.fields)
    }
}

/// A unique key as it was declared.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct DeclaredKey {
    target: Target,
    columns: &'static [&'static str],
    fields: &'static [&'static str],
}

impl DeclaredKey {
    /// Creates the key of columns, with the fields that map them.
    #[must_use]
    pub const fn columns(target: Target, fields: &'static [&'static str]) -> Self {
        Self {
            columns: target.columns,
            target,
            fields,
        }
    }

    /// Creates the key of an expression that mentions these columns.
    #[must_use]
    pub const fn expression(target: Target, columns: &'static [&'static str]) -> Self {
        Self {
            target,
            columns,
            fields: columns,
        }
    }

    /// Returns whether a violation of the index is one of this key: the index proves it, or it is
    /// the primary key, which needs no proof to be known.
    fn is_proven_by(&self, compiled: &CompiledFacts, index: &Index<'_>) -> bool {
        let is_column = |column: &&str| {
            let mut keys = index.keys.iter();
            keys.any(|key| key.part == KeyPart::Column(column))
        };
        let target = &self.target;
        let is_primary_key = index.primary
            && index.keys.len() == target.columns.len()
            && target.columns.iter().all(is_column);
        target.is_met_by(compiled, index) || is_primary_key
    }
}

fn key_of<K: UniqueKeys>(key: K) -> Option<&'static DeclaredKey> {
    let mut keys = K::KEYS.iter();
    keys.find(|(other, _)| *other == key).map(|(_, key)| key)
}

/// Returns the unique index of this table that a server's unique violation names.
pub(crate) fn violated_index<'t>(
    error: &DieselError,
    backend: Backend,
    table: &Table<'t>,
) -> Option<&'t Index<'t>> {
    let violated = violated(unique_violation(error)?)?;
    // Names of indexes differ between the servers of one application.
    (violated.backend() == backend)
        .then(|| violated.index(table))
        .flatten()
}

fn violated(information: &dyn DatabaseErrorInformation) -> Option<Violated<'_>> {
    Violated::read(
        information.table_name(),
        information.constraint_name(),
        information.message(),
    )
}

/// Returns the database's information on the violation, however often the error was wrapped.
fn unique_violation(mut error: &DieselError) -> Option<&dyn DatabaseErrorInformation> {
    // Our errors convert into Diesel's and back, so that one may be wrapped several times.
    while let Some(ours) = Error::in_diesel(error) {
        error = ours.as_diesel()?;
    }
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, information) => {
            Some(information.as_ref())
        }
        _ => None,
    }
}

/// Formats `email: already taken`.
#[doc(hidden)]
pub fn display<K: UniqueKeys>(key: K, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match key.fields() {
        [] => f.write_str(TAKEN),
        fields => write!(f, "{}: {TAKEN}", fields.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use diesel::result::{DatabaseErrorKind, Error as DieselError};

    use super::{DeclaredKey, FieldErrors, TAKEN, UniqueKeys};
    use crate::catalog::{Backend, CompiledFacts, Index, Key, Table, TableKind, Timing};
    use crate::proof::Target;

    const fn target(columns: &'static [&'static str], on: &'static [Backend]) -> Target {
        Target {
            columns,
            index: None,
            predicate: None,
            on,
        }
    }

    const fn compiled(backend: Backend, indexes: &'static [Index<'static>]) -> CompiledFacts {
        CompiledFacts {
            backend,
            table: Table {
                schema: "",
                name: "users",
                kind: TableKind::Table,
                without_rowid: false,
                inherited: false,
                rules: false,
                columns: &[],
                indexes,
                foreign_keys: &[],
            },
        }
    }

    /// Indexes, the deferred ones of which prove no declaration: their uniqueness is checked at
    /// `COMMIT`.
    const INDEXES: &[Index<'_>] = &[
        Index {
            unique: true,
            primary: true,
            timing: Timing::Deferred,
            keys: &[Key::column("b"), Key::column("a")],
            ..Index::PLAIN
        },
        Index {
            name: Some("users_email"),
            unique: true,
            keys: &[Key::column("email")],
            ..Index::PLAIN
        },
        Index {
            name: Some("users_c"),
            unique: true,
            timing: Timing::Deferred,
            keys: &[Key::column("c")],
            ..Index::PLAIN
        },
    ];

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Unique {
        PrimaryKey,
        Email,
        C,
        Nothing,
    }

    impl UniqueKeys for Unique {
        const FACTS: &'static [CompiledFacts] = &[
            compiled(Backend::Mysql, INDEXES),
            compiled(Backend::Sqlite, INDEXES),
        ];
        const KEYS: &'static [(Self, DeclaredKey)] = &[
            (
                Self::PrimaryKey,
                DeclaredKey::columns(target(&["a", "b"], &[]), &["a", "b"]),
            ),
            (
                Self::Email,
                DeclaredKey::columns(target(&["email"], &[Backend::Mysql]), &["email"]),
            ),
            (Self::C, DeclaredKey::columns(target(&["c"], &[]), &["c"])),
        ];
    }

    fn error(message: &str) -> DieselError {
        let message = Box::new(message.to_owned());
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, message)
    }

    #[test]
    fn a_key_stands_on_what_it_was_declared_for() {
        let cases = [
            ("'1' for key 'PRIMARY'", Some(Unique::PrimaryKey)),
            ("'1' for key 'users_email'", Some(Unique::Email)),
            ("'1' for key 'users_c'", None),
            (
                "UNIQUE constraint failed: users.b, users.a",
                Some(Unique::PrimaryKey),
            ),
            // Declared on MySQL only.
            ("UNIQUE constraint failed: users.email", None),
            ("UNIQUE constraint failed: users.c", None),
        ];
        for (message, expected) in cases {
            assert_eq!(Unique::violated_by(&error(message)), expected, "{message}");
        }
    }

    #[test]
    fn other_kinds_of_errors_are_none() {
        let message = "UNIQUE constraint failed: users.b, users.a".to_owned();
        let kind = DatabaseErrorKind::ForeignKeyViolation;
        let other = DieselError::DatabaseError(kind, Box::new(message));
        assert_eq!(Unique::violated_by(&other), None);
    }

    #[test]
    fn a_key_of_no_field_concerns_the_row() {
        let errors = FieldErrors::from(Unique::Nothing);
        assert_eq!(errors.of(FieldErrors::ROW), [TAKEN]);
        assert_eq!(errors.to_string(), TAKEN);
    }
}
