//! The rows that are duplicates of each other: found once for many groups, and numbered in the order of their keys.

use diesel::result::QueryResult;

use super::chunk::Chunk;
use super::late::LATE;
use super::plan::Plan;
use super::relation::{GROUP, Stored, drop, name_of};
use super::request::Merge;
use super::tables::TEMPORARY;
use crate::catalog::Backend;
use crate::catalog::references::{Session, counts};
use crate::duplicates::KeySpec;
use crate::sql::{Condition, Expression, Fragment as _, Name, Sql, Statement, all_of, list, sql};

/// The groups: the number of each, its key, and how many rows it has.
pub(super) const GROUPS: &str = "camshaft_groups";
/// Their rows: the number of the group, the row's own number in it, and its primary key.
pub(super) const MEMBERS: &str = "camshaft_members";
/// The keys of groups that could not be merged.
pub(super) const FAILED: &str = "camshaft_failed";
pub(super) const NUMBER: &str = "camshaft_number";
pub(super) const SIZE: &str = "camshaft_size";
pub(super) const ROW: &str = "camshaft_row";

/// Returns the name of a part of the primary key, in the table of members.
pub(super) fn id(nth: usize) -> Name {
    Name::of(format!("camshaft_id_{nth}"))
}

/// Returns all rows that count, under an alias.
///
/// PostgreSQL is kept from an index on the key, of which it believes that it holds each row, and each key once: what a
/// damaged one hides has to be found too. The table is read as a whole anyway.
fn all_rows(key_spec: &KeySpec, backend: Backend, alias: &'static str) -> Expression {
    let rows = key_spec.on(backend).rows(alias);
    match backend {
        Backend::Postgres => sql!(
            "(SELECT * FROM {} OFFSET 0) AS {}",
            rows,
            Sql(backend).name(alias)
        ),
        Backend::Mysql | Backend::Sqlite => rows,
    }
}

/// Returns the queries that replace the tables of the groups and of their rows, in a dry run.
pub(super) fn queries<S: Session>(plan: &Plan, merge: &Merge) -> [(Name, Statement); 2] {
    let name = |name| name_of(S::BACKEND, name, Stored::AsQuery);
    let limit = merge.limit.unwrap_or(i64::MAX as u64);
    let groups = groups(&merge.key_spec, S::BACKEND, None, limit);
    let members = members::<S>(plan, merge, Stored::AsQuery);
    [(name(GROUPS), groups), (name(MEMBERS), members)]
}

/// Returns the queries without the rows of some groups.
pub(super) fn without(
    queries: &[(Name, Statement); 2],
    groups: impl Iterator<Item = u64>,
) -> [(Name, Statement); 2] {
    let [all, (name, members)] = queries.clone();
    let groups: Expression = list(groups, ", ");
    let rest = sql!(
        "SELECT * FROM ({}) AS camshaft_all WHERE {} NOT IN ({})",
        members,
        GROUP,
        groups
    );
    [all, (name, rest)]
}

/// Looks for the groups, and returns how many there are. Those that failed before are not among them.
pub(super) async fn take<S: Session>(
    session: &mut S,
    plan: &Plan,
    merge: &Merge,
) -> QueryResult<u64> {
    let sql = Sql(S::BACKEND);
    let name = |name| name_of(S::BACKEND, name, Stored::InTable);
    drop(session, [GROUPS, MEMBERS].map(name)).await?;
    let failed = name(FAILED);
    let groups = groups(&merge.key_spec, S::BACKEND, Some(&failed), i64::MAX as u64);
    create_as(session, GROUPS, &groups, NUMBER).await?;
    let members = members::<S>(plan, merge, Stored::InTable);
    let identity = plan.table(plan.root).locator(S::BACKEND).len();
    let key: Name = list((0..identity).map(id), ", ");
    create_as(session, MEMBERS, &members, key.as_str()).await?;
    if S::BACKEND == Backend::Postgres {
        // Autovacuum never analyzes a temporary table.
        for table in [GROUPS, MEMBERS] {
            session
                .execute_many(&sql!("ANALYZE {}", name(table)))
                .await?;
        }
    }
    let query = sql!(
        "SELECT {} FROM {}",
        sql.as_text(Expression::of("count(*)".to_owned())),
        name(GROUPS)
    );
    Ok(counts(&session.rows(&query).await?)
        .first()
        .copied()
        .unwrap_or_default())
}

/// Remembers which groups failed: at first none.
pub(super) async fn create_failed<S: Session>(session: &mut S, merge: &Merge) -> QueryResult<()> {
    let key_spec = &merge.key_spec;
    drop(session, [name_of(S::BACKEND, FAILED, Stored::InTable)]).await?;
    let keys = key_spec
        .on(S::BACKEND)
        .keys("a")
        .into_iter()
        .zip(key_spec.on(S::BACKEND).names());
    let keys: Expression = list(
        keys.map(|(key, name)| -> Expression { sql!("{} AS {}", key, name) }),
        ", ",
    );
    let rows = key_spec.on(S::BACKEND).rows("a");
    let empty: Statement = sql!("SELECT {} FROM {} WHERE 1 = 0", keys, rows);
    let statement = match S::BACKEND {
        Backend::Mysql => sql!(
            "CREATE TEMPORARY TABLE {} ENGINE = InnoDB {}",
            FAILED,
            empty
        ),
        _ => sql!("CREATE TEMP TABLE {} AS {}", FAILED, empty),
    };
    session.execute_many(&statement).await
}

async fn create_as<S: Session>(
    session: &mut S,
    name: &'static str,
    query: &Statement,
    key: &str,
) -> QueryResult<()> {
    let key = Name::of(key.to_owned());
    if S::BACKEND == Backend::Mysql {
        let create = sql!(
            "CREATE TEMPORARY TABLE {} (PRIMARY KEY ({})) ENGINE = InnoDB {}",
            name,
            key,
            *query
        );
        return session.execute_many(&create).await;
    }
    session
        .execute_many(&sql!("CREATE TEMP TABLE {} AS {}", name, *query))
        .await?;
    let schema = if S::BACKEND == Backend::Sqlite {
        "temp."
    } else {
        ""
    };
    let unique = sql!(
        "CREATE UNIQUE INDEX {}{}_key ON {} ({})",
        schema,
        name,
        name,
        key
    );
    session.execute_many(&unique).await?;
    if name == MEMBERS {
        let by_group = sql!(
            "CREATE INDEX {}{}_group ON {} ({})",
            schema,
            name,
            name,
            GROUP
        );
        session.execute_many(&by_group).await?;
    }
    Ok(())
}

fn groups(key_spec: &KeySpec, backend: Backend, failed: Option<&Name>, limit: u64) -> Statement {
    let own = key_spec.on(backend).keys("a");
    let order: Expression = list(own.iter().cloned(), ", ");
    let named = own.iter().zip(key_spec.on(backend).names());
    let named: Expression = list(
        named.map(|(key, name)| -> Expression { sql!("{} AS {}", *key, name) }),
        ", ",
    );
    let conditions = all_of([key_spec.on(backend).condition("a")]);
    let rows = all_rows(key_spec, backend, "a");
    let grouped: Statement = sql!(
        "SELECT {}, count(*) AS {} FROM {} WHERE {} GROUP BY {} HAVING count(*) > 1",
        named,
        SIZE,
        rows,
        conditions,
        order
    );
    let keys = key_spec.on(backend).keys("g");
    let order: Expression = list(keys.iter().cloned(), ", ");
    let unfailed = failed.map(|failed| -> Condition {
        let is_it = key_spec.on(backend).equality("g", "f");
        let alias = Sql(backend).name("f");
        sql!(
            "NOT EXISTS (SELECT 1 FROM {} AS {} WHERE {})",
            *failed,
            alias,
            is_it
        )
    });
    let alias = Sql(backend).name("g");
    sql!(
        "SELECT row_number() OVER (ORDER BY {}) AS {}, {}.* FROM ({}) AS {} WHERE {} ORDER BY 1 LIMIT {}",
        order,
        NUMBER,
        alias,
        grouped,
        alias,
        all_of(unfailed),
        limit
    )
}

fn members<S: Session>(plan: &Plan, merge: &Merge, stored: Stored) -> Statement {
    let (sql, key_spec) = (Sql(S::BACKEND), &merge.key_spec);
    let identity = plan.table(plan.root).locator(S::BACKEND);
    let columns = || identity.iter().map(|it| sql.column("t", &it.name));
    let ids = columns().enumerate();
    let ids: Expression = list(
        ids.map(|(nth, it)| -> Expression { sql!("{} AS {}", it, id(nth)) }),
        ", ",
    );
    let group_by: Expression = list(columns(), ", ");
    let order = Chunk::<S>::order_of(&merge.keep);
    // MySQL and MariaDB sort by the beginning of a long value, so that two groups may have one key there.
    let of_row: Statement = sql!(
        "SELECT min(g.{}) AS {}, {} FROM {} {} {} AS g ON {} WHERE {} GROUP BY {}",
        NUMBER,
        GROUP,
        ids,
        all_rows(key_spec, S::BACKEND, "t"),
        // The groups can be hashed by their columns, and not the rows by an expression.
        if S::BACKEND == Backend::Mysql {
            "STRAIGHT_JOIN"
        } else {
            "JOIN"
        },
        name_of(S::BACKEND, GROUPS, stored),
        key_spec.on(S::BACKEND).equality("t", "g"),
        key_spec.on(S::BACKEND).condition("t"),
        group_by
    );
    let is_row = identity
        .iter()
        .enumerate()
        .map(|(nth, it)| -> Condition { sql!("{} = x.{}", sql.column("t", &it.name), id(nth)) });
    let order: Expression = list(order.chain(columns()), ", ");
    sql!(
        "SELECT x.*, row_number() OVER (PARTITION BY x.{} ORDER BY {}) AS {} FROM ({}) AS x JOIN {} AS t ON {}",
        GROUP,
        order,
        ROW,
        of_row,
        plan.name(plan.root),
        all_of(is_row)
    )
}

/// Removes the tables of a survey; a session that ended has none.
pub(super) async fn remove<S: Session>(session: &mut S) {
    let names = [GROUPS, MEMBERS, FAILED, LATE, TEMPORARY];
    let _ = drop(
        session,
        names.map(|it| name_of(S::BACKEND, it, Stored::InTable)),
    )
    .await;
}
