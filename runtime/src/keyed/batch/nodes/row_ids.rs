//! The row ids that a session collects while it writes, on MySQL and MariaDB.

use diesel::RunQueryDsl;
use diesel::backend::Backend as DieselBackend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Nullable, Text};

/// The statement that empties the session's row ids.
pub(in crate::keyed::batch) const FORGET_ROW_IDS: &str = "SET @camshaft = NULL";

/// `SELECT CAST(@camshaft AS CHAR)`: the row ids that the session collected.
#[derive(Debug, Clone, Copy)]
pub struct SelectRowIds;

impl QueryId for SelectRowIds {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<DB: DieselBackend> QueryFragment<DB> for SelectRowIds {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT CAST(@camshaft AS CHAR)");
        Ok(())
    }
}

impl Query for SelectRowIds {
    type SqlType = Nullable<Text>;
}

impl<C> RunQueryDsl<C> for SelectRowIds {}
