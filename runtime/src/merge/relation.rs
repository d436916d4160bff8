//! The tables of a run: the duplicates, and the rows that replace them.
//!
//! All are temporary tables of the session. Their columns are declared as those whose values they hold, so that the
//! server's own equality decides which rows refer to a duplicate. A dry run has the queries that would fill them instead.

use diesel::result::QueryResult;

use super::plan::Plan;
use crate::catalog::Backend;
use crate::catalog::references::{ColumnFacts, Session, TableId};
use crate::sql::{Condition, Expression, Fragment as _, Name, Sql, Statement, all_of, list, sql};

/// A column of such a table.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// The name of the column there.
    pub(super) name: Name,
    /// The table that its values are of, and the column.
    of: Option<(TableId, ColumnFacts)>,
}

impl Field {
    /// Creates a number of ours.
    pub(super) fn number(name: &'static str) -> Self {
        Self {
            name: sql!("{}", name),
            of: None,
        }
    }

    /// Creates a value of a column.
    pub(super) fn of(name: String, table: TableId, column: &ColumnFacts) -> Self {
        Self {
            name: Name::of(name),
            of: Some((table, column.clone())),
        }
    }
}

/// A temporary table, by its fields.
#[derive(Debug, Clone)]
pub(super) struct TempTable {
    /// The name of the table in SQL.
    pub(super) name: Name,
    pub(super) fields: Vec<Field>,
    /// The names of the fields that its index is on.
    pub(super) key: Vec<Name>,
    /// True if these identify its rows.
    pub(super) is_unique: bool,
}

impl TempTable {
    /// Creates a temporary table whose rows these fields identify.
    pub(super) const fn of(name: Name, fields: Vec<Field>, key: Vec<Name>) -> Self {
        Self {
            name,
            fields,
            key,
            is_unique: true,
        }
    }

    /// Returns the name of its index.
    pub(super) fn index(&self) -> Name {
        Name::of(format!("{}_key", bare(&self.name)))
    }
}

/// The rows of a table that replace others.
///
/// A row that stays is in it as well, as its own replacement: rows that refer to it may conflict with rows that refer
/// to the others.
#[derive(Debug, Clone)]
pub(super) struct Map {
    pub(super) relation: TempTable,
    pub(super) table: TableId,
    /// The columns of the table that it holds, before and after.
    pub(super) keys: Vec<ColumnFacts>,
}

/// The group that a row belongs to.
pub(super) const GROUP: &str = "camshaft_group";
/// 1 for a row that goes, 0 for one that stays.
pub(super) const GONE: &str = "camshaft_gone";

impl Map {
    /// Creates the map of a table.
    pub(super) fn of(plan: &Plan, table: TableId, name: Name) -> Self {
        let keys = plan.keys(table);
        let field = |prefix: &str, nth: usize| {
            Field::of(format!("camshaft_{prefix}_{nth}"), table, &keys[nth])
        };
        let mut fields = vec![Field::number(GROUP), Field::number(GONE)];
        fields.extend((0..keys.len()).map(|nth| field("old", nth)));
        fields.extend((0..keys.len()).map(|nth| field("new", nth)));
        let identity = plan.table(table).locator(plan.schema.backend).len();
        let key = fields[2..2 + identity].iter().map(|it| it.name.clone());
        let key = key.collect();
        Self {
            relation: TempTable::of(name, fields, key),
            table,
            keys,
        }
    }

    /// Returns the value that a column of a row `m` had.
    pub(super) fn before(&self, column: &str) -> Expression {
        self.before_as(&Name::of("m".to_owned()), column)
    }

    /// Returns the value that a column had, of a row with another alias.
    pub(super) fn before_as(&self, alias: &Name, column: &str) -> Expression {
        sql!("{}.camshaft_old_{}", *alias, self.nth(column))
    }

    /// Returns the value that a column of a row `m` will have.
    pub(super) fn after(&self, column: &str) -> Expression {
        self.after_as(&Name::of("m".to_owned()), column)
    }

    /// Returns the value that a column will have, of a row with another alias.
    pub(super) fn after_as(&self, alias: &Name, column: &str) -> Expression {
        sql!("{}.camshaft_new_{}", *alias, self.nth(column))
    }

    fn nth(&self, column: &str) -> usize {
        let nth = self.keys.iter().position(|it| it.name == column);
        nth.unwrap_or_else(|| {
            unreachable!(
                "a map lacks the key `{column}`; please report it in camshaft's repository"
            )
        })
    }

    /// Returns the values of a row `t`, as those that the row has before.
    pub(super) fn values_before(&self, sql: Sql) -> Expression {
        let keys = self.keys.iter().enumerate();
        let olds = keys.map(|(nth, it)| -> Expression {
            sql!("{} AS camshaft_old_{}", sql.column("t", &it.name), nth)
        });
        list(olds, ", ")
    }

    /// Returns a query of the rows `t` that are equal in a key, each with the first of them in an order; a row without
    /// an equal is not among them.
    ///
    /// `from` is what follows `FROM`, in which the rows `x` say which group they belong to.
    pub(super) fn each_with_first(
        &self,
        sql: Sql,
        key: &Expression,
        order: &Expression,
        from: &Statement,
    ) -> Statement {
        let news = self.keys.iter().enumerate().map(|(nth, it)| -> Expression {
            let column = sql.column("t", &it.name);
            sql!(
                "first_value({}) OVER camshaft_w AS camshaft_new_{}",
                column,
                nth
            )
        });
        let news: Expression = list(news, ", ");
        let values = self.relation.fields[2..].iter().map(|it| it.name.clone());
        let values: Expression = list(values, ", ");
        sql!(
            "SELECT {}, CASE WHEN camshaft_nth = 1 THEN 0 ELSE 1 END AS {}, {} FROM (\
                SELECT x.{} AS {}, {}, {}, row_number() OVER camshaft_w AS camshaft_nth, \
                count(*) OVER (PARTITION BY {}) AS camshaft_rows FROM {} \
                WINDOW camshaft_w AS (PARTITION BY {} ORDER BY {})\
             ) AS camshaft_mapped WHERE camshaft_rows > 1",
            GROUP,
            GONE,
            values,
            GROUP,
            GROUP,
            self.values_before(sql),
            news,
            *key,
            *from,
            *key,
            *order
        )
    }

    /// Returns whether a row `m` is deleted.
    pub(super) fn is_gone() -> Condition {
        sql!("m.{} = 1", GONE)
    }

    /// Returns whether a row `m` is that of the row `t` of the table.
    pub(super) fn is_row(&self, sql: Sql, plan: &Plan) -> Condition {
        self.is_row_as(&Name::of("m".to_owned()), sql, plan)
    }

    /// Returns whether a row with another alias is that of the row `t`.
    pub(super) fn is_row_as(&self, alias: &Name, sql: Sql, plan: &Plan) -> Condition {
        let locator = plan.table(self.table).locator(sql.0);
        let each = locator.iter().map(|it| -> Condition {
            sql!(
                "{} = {}",
                self.before_as(alias, &it.name),
                sql.column("t", &it.name)
            )
        });
        all_of(each)
    }

    /// Returns whether a row `t` of the table is the one that replaces a row `m`.
    pub(super) fn is_survivor(&self, sql: Sql, plan: &Plan) -> Condition {
        let locator = plan.table(self.table).locator(sql.0);
        let each = locator.iter().map(|it| -> Condition {
            sql!("{} = {}", self.after(&it.name), sql.column("t", &it.name))
        });
        all_of(each)
    }
}

/// Returns the name of a temporary table; in a dry run, that of a query.
pub(super) fn name_of(backend: Backend, name: &str, is_stored: Stored) -> Name {
    Name::of(match (backend, is_stored) {
        (Backend::Postgres, Stored::InTable) => format!("pg_temp.{name}"),
        (Backend::Sqlite, Stored::InTable) => format!("temp.{name}"),
        _ => name.to_owned(),
    })
}

/// The place of the rows of a relation: stored, or asked for each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    InTable,
    AsQuery,
}

/// Removes temporary tables, as far as they are there.
pub(super) async fn drop<S: Session>(
    session: &mut S,
    names: impl IntoIterator<Item = Name>,
) -> QueryResult<()> {
    let names = names.into_iter();
    let statements: Vec<Statement> = match S::BACKEND {
        Backend::Postgres => {
            let names: Expression = list(names, ", ");
            vec![sql!("DROP TABLE IF EXISTS {}", names)]
        }
        Backend::Mysql => {
            let names: Expression = list(names, ", ");
            vec![sql!("DROP TEMPORARY TABLE IF EXISTS {}", names)]
        }
        Backend::Sqlite => names
            .map(|it| sql!("DROP TABLE IF EXISTS {}", it))
            .collect(),
    };
    for statement in statements {
        session.execute_many(&statement).await?;
    }
    Ok(())
}

/// Creates a temporary table without rows.
pub(super) async fn create<S: Session>(
    session: &mut S,
    plan: &Plan,
    relation: &TempTable,
) -> QueryResult<()> {
    drop(session, [relation.name.clone()]).await?;
    for statement in statements(Sql(S::BACKEND), plan, relation) {
        session.execute_many(&statement).await?;
    }
    Ok(())
}

fn statements(sql: Sql, plan: &Plan, relation: &TempTable) -> Vec<Statement> {
    let name = &relation.name;
    let key: Name = list(relation.key.iter().cloned(), ", ");
    let index = relation.index();
    let unique = if relation.is_unique { "UNIQUE " } else { "" };
    match sql.0 {
        Backend::Postgres => {
            let created = sql!(
                "CREATE TEMP TABLE {} AS {}",
                bare(name),
                empty(sql, plan, relation)
            );
            let indexed = sql!("CREATE {}INDEX {} ON {} ({})", unique, index, *name, key);
            vec![created, indexed]
        }
        Backend::Mysql => vec![sql!(
            "CREATE TEMPORARY TABLE {} ({}, {}KEY {} ({})) ENGINE = InnoDB",
            *name,
            declared(sql, relation, " NULL"),
            unique,
            index,
            key
        )],
        Backend::Sqlite => {
            let fields = declared(sql, relation, "");
            vec![
                sql!("CREATE TEMP TABLE {} ({})", bare(name), fields),
                sql!(
                    "CREATE {}INDEX temp.{} ON {} ({})",
                    unique,
                    index,
                    bare(name),
                    key
                ),
            ]
        }
    }
}

/// Returns the name without the schema of temporary tables, which none of the statements that create something takes.
fn bare(name: &Name) -> Name {
    let text = name.as_str();
    Name::of(text.rsplit('.').next().unwrap_or(text).to_owned())
}

/// Returns the fields with the types and collations of the columns whose values they hold.
fn declared(sql: Sql, relation: &TempTable, may_be_null: &'static str) -> Expression {
    let fields = relation.fields.iter().map(|field| -> Expression {
        match &field.of {
            None => sql!("{} BIGINT", field.name),
            Some((_, column)) => sql!("{}{}", column.declared_as(sql, &field.name), may_be_null),
        }
    });
    list(fields, ", ")
}

/// Returns a query of PostgreSQL without rows, whose columns are of the types of the fields.
fn empty(sql: Sql, plan: &Plan, relation: &TempTable) -> Statement {
    let mut tables: Vec<TableId> = Vec::new();
    for (table, _) in relation.fields.iter().filter_map(|it| it.of.as_ref()) {
        if !tables.contains(table) {
            tables.push(*table);
        }
    }
    let alias = |table: TableId| {
        let nth = tables
            .iter()
            .position(|it| *it == table)
            .unwrap_or_default();
        Name::of(format!("camshaft_t{nth}"))
    };
    let fields = relation.fields.iter().map(|field| -> Expression {
        match &field.of {
            None => sql!("0::bigint AS {}", field.name),
            Some((table, column)) => {
                sql!(
                    "{}.{} AS {}",
                    alias(*table),
                    sql.name(&column.name),
                    field.name
                )
            }
        }
    });
    let fields: Expression = list(fields, ", ");
    let tables = tables
        .iter()
        .map(|it| -> Expression { sql!("{} AS {}", plan.name(*it), alias(*it)) });
    let tables: Expression = list(tables, ", ");
    sql!("SELECT {} FROM {} WHERE FALSE", fields, tables)
}
