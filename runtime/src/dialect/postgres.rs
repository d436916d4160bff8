//! PostgreSQL.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::AstPass;
use diesel::result::{DatabaseErrorKind, Error as DieselError, QueryResult};

use super::{Class, Dialect, Returning, Together, push_each, sealed::Errors};
use crate::catalog::{Backend, marker};

impl Dialect for Pg {
    type Marker = marker::Postgres;
    type Writing = Returning;
    type Inserting = Together;
    const BACKEND: Backend = Backend::Postgres;
    const SETS_IN_VALUES: bool = true;
    // The check of a foreign key takes this lock itself.
    const PARENT_LOCK: &'static str = " FOR KEY SHARE";
    // `COMMIT` of an aborted transaction rolls back and reports success; a query is refused.
    const PROBE_BEFORE_COMMIT: Option<&'static str> = Some("SELECT 1");

    fn push_shown(columns: &[&str], out: &mut AstPass<'_, '_, Self>) -> QueryResult<()> {
        let begin = if columns.len() == 1 { "(" } else { "ROW(" };
        push_each(columns, [begin, ", ", ")::text"], out)
    }
}

impl Errors for Pg {
    /// 40001 is exact. Diesel hands out no SQLSTATE for the others: they are known by the English
    /// text (`lc_messages` of `C` or `en_*`) and are passed on as they are in any other language.
    fn classify(error: &DieselError) -> Class {
        let DieselError::DatabaseError(kind, information) = error else {
            return Class::Other;
        };
        match kind {
            DatabaseErrorKind::SerializationFailure => Class::Restart,
            DatabaseErrorKind::Unknown => match information.message() {
                // 40P01, 55P03
                "deadlock detected" | "canceling statement due to lock timeout" => Class::Restart,
                // 55P03 of NOWAIT
                text if text.starts_with("could not obtain lock on ") => Class::Restart,
                // 42P10
                "there is no unique or exclusion constraint matching the ON CONFLICT specification"
                // 55000
                | "ON CONFLICT does not support deferrable unique constraints/exclusion constraints as arbiters" => {
                    Class::NoArbiter
                }
                // 0A000
                "INSERT with ON CONFLICT clause cannot be used with table that has INSERT or UPDATE rules" => {
                    Class::Rules
                }
                // 25P02
                "current transaction is aborted, commands ignored until end of transaction block" => {
                    Class::Aborted
                }
                _ => Class::Other,
            },
            _ => Class::Other,
        }
    }
}

/// The SQL type `tid`: the position of a row version in its table.
#[derive(Debug, Clone, Copy, diesel::sql_types::SqlType)]
#[diesel(postgres_type(oid = 27, array_oid = 1010))]
pub struct Tid;

/// A place in a table: block and item, as the server sends them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, FromSqlRow)]
pub struct TupleId([u8; 6]);

impl FromSql<Tid, Pg> for TupleId {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().try_into()?))
    }
}
