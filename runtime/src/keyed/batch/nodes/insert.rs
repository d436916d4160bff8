//! What inserts many by their keys alone.

use std::marker::PhantomData;

use diesel::QuerySource;
use diesel::associations::HasTable;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use super::{Keys, are_integers, nodes};
use crate::dialect::Dialect;
use crate::keyed::batch::keys::{BatchDialect, PushKeys, column, push_key_column};
use crate::keyed::columns::{KeyColumns, KeyValues};
use crate::keyed::nodes::{FromClause, push_conflict_target, push_names};
use crate::keyed::relation::Relation;

/// What an insert of many does about keys that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// It passes over them.
    PassOver,
    /// It fails: the error names the key, where passing over did not help.
    Insist,
}

/// `INSERT INTO table (key) SELECT DISTINCT key FROM keys ORDER BY key ON CONFLICT (key) DO NOTHING`
///
/// Sorted, so that two batches never wait for each other in a circle: by the server, and where the
/// key is an integer here, `INSERT INTO table (key) VALUES (1), (2) ON CONFLICT (key) DO NOTHING`.
pub struct InsertMissing<R: Relation, DB: BatchDialect<R::Columns, R::Key>> {
    keys: Keys<R, DB>,
    order: Order,
    from: FromClause<R>,
    manner: Manner,
    backend: PhantomData<fn() -> DB>,
}

/// Who sorts the keys of an insert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The server.
    Server,
    /// They are sorted, and each is there once.
    Sorted,
}

impl<R: Relation, DB: BatchDialect<R::Columns, R::Key>> InsertMissing<R, DB> {
    pub(in crate::keyed::batch) fn new(mut keys: Vec<R::Key>, manner: Manner) -> Self {
        let (keys, order) = if are_integers::<R>(&keys) {
            keys.sort_unstable_by_key(KeyValues::integer);
            keys.dedup_by_key(|key| key.integer());
            (DB::integers(keys), Order::Sorted)
        } else {
            (DB::keys(keys), Order::Server)
        };
        Self {
            keys,
            order,
            from: R::Table::table().from_clause(),
            manner,
            backend: PhantomData,
        }
    }
}

impl<R, DB> InsertMissing<R, DB>
where
    R: Relation,
    DB: BatchDialect<R::Columns, R::Key>,
    FromClause<R>: QueryFragment<DB>,
{
    /// Pushes `SELECT DISTINCT key FROM keys ORDER BY key`.
    fn push_sorted<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT DISTINCT ");
        for position in 0..R::Columns::NAMES.len() {
            if position > 0 {
                out.push_sql(", ");
            }
            push_key_column(&column(position), out)?;
        }
        out.push_sql(" FROM ");
        self.keys.push_from(&self.from, out)?;
        // Without a WHERE, SQLite takes ON CONFLICT for the condition of a join.
        out.push_sql(" WHERE true ORDER BY ");
        for position in 1..=R::Columns::NAMES.len() {
            if position > 1 {
                out.push_sql(", ");
            }
            out.push_sql(&position.to_string());
        }
        Ok(())
    }
}

impl<R, DB> QueryFragment<DB> for InsertMissing<R, DB>
where
    R: Relation,
    DB: Dialect + BatchDialect<R::Columns, R::Key>,
    FromClause<R>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !self.keys.has_same_sql() {
            out.unsafe_to_cache_prepared();
        }
        if self.order == Order::Server {
            self.keys.push_with(&mut out)?;
        }
        out.push_sql("INSERT INTO ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" (");
        push_names(R::Columns::NAMES, &mut out)?;
        out.push_sql(") ");
        match self.order {
            Order::Server => self.push_sorted(&mut out)?,
            Order::Sorted => self.keys.push_rows(&mut out)?,
        }
        match self.manner {
            Manner::PassOver => {
                DB::push_pass_over(&self.from, push_conflict_target::<R, DB>, &mut out)
            }
            Manner::Insist => Ok(()),
        }
    }
}

nodes! {
    InsertMissing {}
}
