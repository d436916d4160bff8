//! A statement with values that are bound in it, as a Diesel query node.

use std::fmt;
use std::marker::PhantomData;

use diesel::RunQueryDsl;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::{Error as DieselError, QueryResult};

use crate::dialect::{AnyValue, Dialect};
use crate::sql::{self, Expression, Fragment as _};

/// The place of a value: no SQL has this character.
const PLACE: &str = "\0";

/// The values of a statement, in the order of their places.
#[derive(Default)]
pub(super) struct BoundValues(Vec<AnyValue>);

impl BoundValues {
    /// Adds a value, and returns its placeholder, which must come after those of the values before.
    pub(super) fn bind(&mut self, value: &AnyValue) -> Expression {
        self.0.push(value.clone());
        Expression::of(PLACE.to_owned())
    }
}

/// A statement whose rows are of the SQL type `ST`.
pub struct Statement<ST> {
    sql: sql::Statement,
    values: BoundValues,
    sql_type: PhantomData<fn() -> ST>,
}

impl<ST> Statement<ST> {
    pub(super) const fn new(sql: sql::Statement, values: BoundValues) -> Self {
        Self {
            sql,
            values,
            sql_type: PhantomData,
        }
    }

    /// Creates a statement without values.
    pub(super) fn without_values(sql: sql::Statement) -> Self {
        Self::new(sql, BoundValues::default())
    }
}

impl<ST, DB: Dialect> QueryFragment<DB> for Statement<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let mut fragments = self.sql.as_str().split(PLACE);
        out.push_sql(fragments.next().unwrap_or_default());
        let mut values = self.values.0.iter();
        for fragment in fragments {
            // An expression of a user has such a character.
            let value = values.next().ok_or_else(|| {
                DieselError::QueryBuilderError("a character NUL is in the SQL".into())
            })?;
            // The value goes back as the server sent it: a text needs a cast to a type that an expression does not
            // give.
            DB::push(value, &mut out)?;
            out.push_sql(fragment);
        }
        Ok(())
    }
}

/// The SQL differs from key to key, so that no statement is cached.
impl<ST> QueryId for Statement<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST> Query for Statement<ST> {
    type SqlType = ST;
}

impl<ST, C> RunQueryDsl<C> for Statement<ST> {}

impl<ST> fmt::Debug for Statement<ST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statement").finish_non_exhaustive()
    }
}
