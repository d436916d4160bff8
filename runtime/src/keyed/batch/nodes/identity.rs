//! The identity of the rows of a batch.

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;
use diesel::sql_types::Text;

use crate::keyed::batch::keys::{BatchDialect, KeyKind};
use crate::keyed::columns::KeyColumns;

/// The cheapest identity of a row within one statement.
#[derive(Debug, Clone, Copy)]
pub struct Identified;

/// The row id as the identity of a row: it is the same in each statement.
#[derive(Debug, Clone, Copy)]
pub struct WithRowId;

/// The identity of a row.
pub trait RowIdentity<C: KeyColumns, K, DB: BatchDialect<C, K>> {
    /// The SQL type of the identity.
    type Sql: 'static;

    /// Pushes it; `number` is the column in which the server numbers the rows.
    ///
    /// # Errors
    ///
    /// When an identifier cannot be quoted.
    fn push<'b>(
        from: &'b impl QueryFragment<DB>,
        number: Option<&str>,
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()>;
}

impl<C: KeyColumns, K, DB: BatchDialect<C, K>> RowIdentity<C, K, DB> for Identified {
    type Sql = DB::IdentitySql;

    fn push<'b>(
        from: &'b impl QueryFragment<DB>,
        _: Option<&str>,
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        DB::push_identity(from, out)
    }
}

impl<C: KeyColumns, K, DB: BatchDialect<C, K>> RowIdentity<C, K, DB> for WithRowId {
    type Sql = Text;

    fn push<'b>(
        from: &'b impl QueryFragment<DB>,
        number: Option<&str>,
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        DB::push_row_id(KeyKind::Others, from, number, out)
    }
}
