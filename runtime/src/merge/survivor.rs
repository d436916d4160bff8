//! Redirects, by which writers that still hold the key of a duplicate find its survivor.

use std::marker::PhantomData;

use diesel::backend::Backend as DieselBackend;
use diesel::dsl::SqlTypeOf;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, SingleValue, SqlType};
use diesel::{Column, RunQueryDsl, Table};

use super::plan::redirects_name;
use crate::catalog::InCatalog;
use crate::dialect::Dialect;

/// The primary key of the row that replaced the one with this primary key.
///
/// A query for Diesel's own `get_result`, blocking and asynchronous; without a row the key was never
/// merged away. The table of redirects is there once a merge has run: until then the query fails, as
/// that of any table that is missing. However often rows were merged, the answer is one that lives.
///
/// ```sql
/// SELECT new_id FROM users_merges WHERE old_id = $1 AND NOT EXISTS (SELECT 1 FROM users WHERE id = old_id)
/// ```
///
/// A key that was given to another row since is that row's: it has no survivor.
///
/// The derive generates it for models with a `unique`, too: `User::survivor_of(3_i64)`.
///
/// # Example
///
/// ```
#[doc = include_str!("../../doc/pending.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::merge::{oldest, survivor_of};
/// use camshaft::prelude::*;
///
/// User::duplicates_by_email().keep(oldest(users::id)).merge(conn)?;
/// let survivor: Option<i64> = survivor_of(users::table, 3_i64).get_result(conn).optional()?;
/// assert_eq!(survivor, Some(1));
/// assert_eq!(User::survivor_of(3_i64).get_result::<i64>(conn)?, 1);
/// # Ok(())
/// # }
/// ```
pub fn survivor_of<T, V>(_: T, key: V) -> SurvivorOf<T, V>
where
    T: Table<PrimaryKey: Column>,
{
    SurvivorOf::new(key)
}

/// See [`survivor_of`].
#[derive(Debug, Clone)]
#[must_use = "nothing is sent to the database before `get_result`"]
pub struct SurvivorOf<T, V> {
    key: V,
    table: PhantomData<fn() -> T>,
}

impl<T, V> SurvivorOf<T, V> {
    /// Creates the query, for the expansion of the derive: a composite key fails where it is asked.
    #[doc(hidden)]
    pub const fn new(key: V) -> Self {
        Self {
            key,
            table: PhantomData,
        }
    }
}

impl<T: 'static, V> QueryId for SurvivorOf<T, V> {
    type QueryId = SurvivorOf<T, ()>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<T, V, DB> QueryFragment<DB> for SurvivorOf<T, V>
where
    T: Table<PrimaryKey: Column> + InCatalog,
    SqlTypeOf<T::PrimaryKey>: SqlType,
    DB: Dialect + DieselBackend + HasSqlType<SqlTypeOf<T::PrimaryKey>>,
    V: ToSql<SqlTypeOf<T::PrimaryKey>, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let column = <T::PrimaryKey as Column>::NAME;
        let facts = T::FACTS.iter().find(|it| it.backend == DB::BACKEND);
        let old = format!("old_{column}");
        let push_table = |out: &mut AstPass<'_, 'b, DB>, name_of: fn(&str) -> String| {
            let Some(compiled) = facts else {
                return Ok(());
            };
            if let Some(schema) = DB::BACKEND.named_schema(compiled.table.schema) {
                out.push_identifier(schema)?;
                out.push_sql(".");
            }
            out.push_identifier(&name_of(compiled.table.name))
        };
        out.push_sql("SELECT ");
        out.push_identifier(&format!("new_{column}"))?;
        out.push_sql(" FROM ");
        push_table(&mut out, redirects_name)?;
        out.push_sql(" AS m WHERE m.");
        out.push_identifier(&old)?;
        out.push_sql(" = ");
        out.push_bind_param::<SqlTypeOf<T::PrimaryKey>, V>(&self.key)?;
        // A key that was given to another row since is that row's.
        out.push_sql(" AND NOT EXISTS (SELECT 1 FROM ");
        push_table(&mut out, str::to_owned)?;
        out.push_sql(" AS t WHERE t.");
        out.push_identifier(column)?;
        out.push_sql(" = m.");
        out.push_identifier(&old)?;
        out.push_sql(")");
        Ok(())
    }
}

impl<T, V> Query for SurvivorOf<T, V>
where
    T: Table<PrimaryKey: Column>,
    SqlTypeOf<T::PrimaryKey>: SingleValue,
{
    type SqlType = SqlTypeOf<T::PrimaryKey>;
}

impl<T, V, C> RunQueryDsl<C> for SurvivorOf<T, V> {}
