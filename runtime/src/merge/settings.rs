//! Settings of the session that change what a statement means.

use diesel::result::QueryResult;

use super::error::Refusal;
use crate::catalog::Backend;
use crate::catalog::references::{Session, TextRow};
use crate::sql::{Expression, Literal, Name, Sql, Statement, list, sql};

/// The settings of PostgreSQL while a merge runs.
///
/// With `row_security` off the server refuses to answer where a policy would leave rows out.
const POSTGRES: [(&str, &str); 8] = [
    ("row_security", "off"),
    ("DateStyle", "ISO"),
    ("IntervalStyle", "postgres"),
    ("extra_float_digits", "3"),
    ("bytea_output", "hex"),
    ("array_nulls", "on"),
    ("transform_null_equals", "off"),
    ("xmloption", "content"),
];

/// The modes of MySQL that expressions of a user may be written for.
const KEPT: [&str; 6] = [
    "ANSI_QUOTES",
    "PIPES_AS_CONCAT",
    "NO_BACKSLASH_ESCAPES",
    "IGNORE_SPACE",
    "HIGH_NOT_PRECEDENCE",
    "REAL_AS_FLOAT",
];

/// A setting, and what it was before.
#[derive(Debug)]
struct Setting {
    name: Name,
    before: Literal,
}

/// The settings that have to be set back.
#[derive(Debug, Default)]
pub(super) struct Settings {
    each: Vec<Setting>,
    /// The isolation level of a session of MySQL.
    isolation: Option<&'static str>,
    /// True if MySQL logs statements, which it refuses at READ COMMITTED, and this user may not change it.
    has_binlog_of_statements: bool,
}

impl Settings {
    /// Sets what a merge depends on; what was set is set back where a part of it fails.
    pub(super) async fn apply<S: Session>(session: &mut S) -> QueryResult<Self> {
        let mut settings = Self::default();
        let set = match S::BACKEND {
            Backend::Postgres => settings.on_postgres(session).await,
            Backend::Mysql => settings.on_mysql(session).await,
            Backend::Sqlite => Ok(()),
        };
        match set {
            Ok(()) => Ok(settings),
            Err(error) => {
                settings.restore(session).await;
                Err(error)
            }
        }
    }

    /// Refuses what the settings that could not be changed make impossible.
    pub(super) const fn check(&self) -> Result<(), Refusal> {
        if self.has_binlog_of_statements {
            return Err(Refusal::BinlogFormat);
        }
        Ok(())
    }

    /// Sets it back, as far as the session is still there.
    pub(super) async fn restore<S: Session>(self, session: &mut S) {
        if let Some(level) = self.isolation {
            let statement = sql!("SET SESSION TRANSACTION ISOLATION LEVEL {}", level);
            let _ = session.execute_many(&statement).await;
        }
        for setting in self.each.into_iter().rev() {
            let statement: Statement = match S::BACKEND {
                Backend::Postgres => {
                    sql!(
                        "SELECT set_config('{}', {}, false)",
                        setting.name,
                        setting.before
                    )
                }
                _ => sql!("SET SESSION {} = {}", setting.name, setting.before),
            };
            let _ = session.execute_many(&statement).await;
        }
    }

    /// Remembers what a setting is, and changes it.
    async fn set<S: Session>(
        &mut self,
        session: &mut S,
        name: &'static str,
        before: Literal,
        after: Literal,
    ) -> QueryResult<()> {
        let name: Name = sql!("{}", name);
        let statement: Statement = match S::BACKEND {
            Backend::Postgres => sql!("SELECT set_config('{}', {}, false)", name, after),
            _ => sql!("SET SESSION {} = {}", name, after),
        };
        session.execute_many(&statement).await?;
        self.each.push(Setting { name, before });
        Ok(())
    }

    /// Asks for all settings at once, and sets each that differs.
    async fn on_postgres<S: Session>(&mut self, session: &mut S) -> QueryResult<()> {
        let sql = Sql(S::BACKEND);
        let current = POSTGRES
            .iter()
            .map(|(name, _)| -> Expression { sql!("current_setting({})", sql.text(name)) });
        let current: Expression = list(current, ", ");
        let query = sql!(
            "SELECT current_setting('search_path'), {}, {}",
            PATH,
            current
        );
        let rows = session.rows(&query).await?;
        for (position, (name, after)) in POSTGRES.iter().enumerate() {
            let before = value(&rows, position + 2);
            if before != *after {
                self.set(session, name, sql.text(&before), sql.text(after))
                    .await?;
            }
        }
        // Operators of types that an extension brought are looked for along the path, behind all else.
        let (before, more) = (value(&rows, 0), value(&rows, 1));
        if !more.is_empty() {
            let separator = if before.trim().is_empty() { "" } else { ", " };
            let after = format!("{before}{separator}{more}");
            self.set(session, "search_path", sql.text(&before), sql.text(&after))
                .await?;
        }
        Ok(())
    }

    async fn on_mysql<S: Session>(&mut self, session: &mut S) -> QueryResult<()> {
        let (sql, settings) = (Sql(S::BACKEND), self);
        // MariaDB writes a switch as ON, unless it is asked for a number.
        let query = sql!(
            "SELECT CAST(@@SESSION.sql_mode AS CHAR), CAST(@@SESSION.sql_safe_updates + 0 AS CHAR), \
             CAST(@@SESSION.sql_select_limit AS CHAR), CAST(@@SESSION.completion_type AS CHAR), \
             CAST(@@SESSION.binlog_format AS CHAR), CAST(@@GLOBAL.log_bin + 0 AS CHAR), CAST(@@version AS CHAR)"
        );
        let rows = session.rows(&query).await?;
        let before = |position: usize| value(&rows, position);
        let number = |position: usize| -> Literal {
            let digits = before(position).parse::<u64>().unwrap_or_default();
            sql!("{}", digits)
        };
        let kept = before(0);
        let kept = kept.split(',').filter(|it| KEPT.contains(it));
        let modes: Vec<&str> = kept
            // A strict mode cuts no value silently, and a row with the number 0 comes back with an undo.
            .chain(["STRICT_ALL_TABLES", "NO_AUTO_VALUE_ON_ZERO"])
            .collect();
        settings
            .set(
                session,
                "sql_mode",
                sql.text(&before(0)),
                sql.text(&modes.join(",")),
            )
            .await?;
        settings
            .set(session, "sql_safe_updates", number(1), sql!("0"))
            .await?;
        settings
            .set(session, "sql_select_limit", number(2), sql!("DEFAULT"))
            .await?;
        settings
            .set(session, "completion_type", sql.text(&before(3)), sql!("0"))
            .await?;
        // A query that fills a table locks what it reads in each stricter level.
        let level = sql!(
            "SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')"
        );
        let level = value(&session.rows(&level).await?, 1);
        let levels = [
            "READ UNCOMMITTED",
            "READ COMMITTED",
            "REPEATABLE READ",
            "SERIALIZABLE",
        ];
        settings.isolation = levels.into_iter().find(|it| it.replace(' ', "-") == level);
        let committed = sql!("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
        session.execute_many(&committed).await?;
        // A way up a tree takes a step for each row, and would end at 1,000 of them.
        let recursion = if before(6).contains("MariaDB") {
            "max_recursive_iterations"
        } else {
            "cte_max_recursion_depth"
        };
        let current = sql!("SELECT CAST(@@SESSION.{} AS CHAR)", recursion);
        let current = value(&session.rows(&current).await?, 0)
            .parse::<u64>()
            .unwrap_or_default();
        settings
            .set(session, recursion, sql!("{}", current), sql!("4294967295"))
            .await?;
        if before(6).contains("MariaDB") {
            // Without it, a join without an index compares each row with each other one.
            let level = sql!("SELECT CAST(@@SESSION.join_cache_level AS CHAR)");
            let level = value(&session.rows(&level).await?, 0)
                .parse::<u64>()
                .unwrap_or_default();
            settings
                .set(session, "join_cache_level", sql!("{}", level), sql!("8"))
                .await?;
        }
        let is_logged = before(5) != "0";
        if is_logged && before(4) == "STATEMENT" {
            let by_rows = settings.set(
                session,
                "binlog_format",
                sql.text("STATEMENT"),
                sql.text("ROW"),
            );
            settings.has_binlog_of_statements = by_rows.await.is_err();
        }
        Ok(())
    }
}

fn value(rows: &[TextRow], position: usize) -> String {
    let value = rows
        .first()
        .and_then(|row| row.0.get(position).cloned().flatten());
    value.unwrap_or_default()
}

/// The schemas of types of extensions that are not in the path.
const PATH: &str = "\
    (SELECT coalesce(string_agg(DISTINCT quote_ident(n.nspname), ', '), '') FROM pg_catalog.pg_type AS t \
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace \
    JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid \
        AND d.refclassid = 'pg_catalog.pg_extension'::regclass \
    WHERE has_schema_privilege(n.oid, 'USAGE') AND n.nspname <> ALL (current_schemas(true)))";
