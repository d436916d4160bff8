//! The arguments of `camshaft merge`; `camshaft index` shares most of them.

use camshaft::duplicates::Sought;
use camshaft::merge::{ARCHIVE, Databases, Doubtful, Merge, Nulls, Order, SoftReference};
use clap::ValueEnum;

use crate::commands::args::KeyArgs;

const EXIT_CODES: &str = "\
Exit codes:
  0    done: no group of duplicates is left; of a dry run: each could be merged
  1    groups are left: some failed, or it was stopped
  2    refused, or an error that ended it; the message says what to do
  130  Ctrl-C was pressed twice";

/// Merges duplicates: of each group one row survives, and everything refers to it afterwards.
///
/// The command reads the live database, so that associations which no model knows of move too. Each group is
/// a transaction of its own, while others write. Whatever is changed or deleted is kept in an
/// archive, from which a run can be taken back.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct MergeArgs {
    /// The table, as `users` or `audit.events`.
    #[arg(long, required_unless_present = "undo")]
    pub(crate) table: Option<String>,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    #[command(flatten)]
    pub(crate) options: MergeOptions,
    /// Ends after so many groups.
    #[arg(long, value_name = "GROUPS")]
    pub(crate) limit: Option<u64>,
    /// Counts what would be done, and changes nothing.
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Does everything and rolls it back: finds each collision, constraint and trigger in its way, and says how long
    /// locks were held.
    #[arg(long, conflicts_with_all = ["yes", "dry_run"])]
    pub(crate) rehearse: bool,
    /// Takes the run of this name back: rows are inserted again, and what referred to them refers to
    /// them again. Rows that somebody changed since stay as they are.
    #[arg(
        long,
        value_name = "RUN",
        conflicts_with_all = [
            "table", "columns", "expression", "predicate", "keep", "keep_of", "reference", "fill_nulls",
            "batch", "limit", "dry_run", "rehearse", "yes", "quiet", "all_groups", "this_database_only",
        ]
    )]
    pub(crate) undo: Option<String>,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

// No doc comment: clap would take it for the help of the command.
#[derive(Debug, clap::Args)]
pub(crate) struct MergeOptions {
    /// Which row survives: `latest:COLUMN` or `oldest:COLUMN`. Repeated, it decides between rows that
    /// are equal so far; the least primary key decides last.
    #[arg(long, value_name = "ORDER", value_parser = parse_order)]
    pub(crate) keep: Vec<Order>,
    /// Which row of another table stays, where two would violate a unique key of theirs once they
    /// refer to the survivor: `memberships=latest:level`; may be repeated. Without it, the survivor's
    /// own.
    #[arg(long, value_name = "TABLE=ORDER", value_parser = parse_keep_of)]
    pub(crate) keep_of: Vec<(String, Order)>,
    /// A column that refers to the table without a foreign key: `comments.author_id`, or
    /// `notes.subject_id:subject_type=User` for the rows of one type; may be repeated. In the end, rows
    /// that refer to what was merged before are moved too.
    #[arg(long, value_name = "TABLE.COLUMN[:COLUMN=VALUE]", value_parser = parse_reference)]
    pub(crate) reference: Vec<SoftReference>,
    /// The survivor takes values that it lacks from the rows it replaces.
    #[arg(long)]
    pub(crate) fill_nulls: bool,
    /// How many groups are merged in one transaction; fewer where they have 10,000 rows together.
    #[arg(long, value_name = "GROUPS", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) batch: u32,
    /// With --yes: merges groups too whose key is empty or 0, or that have more than 20 rows and more than ten times as
    /// many as any other. Such a key often means "no value", and its rows are no duplicates.
    #[arg(long)]
    pub(crate) all_groups: bool,
    /// On MySQL and MariaDB: says that no table of another database refers to these rows, where this user may not see
    /// all databases.
    #[arg(long)]
    pub(crate) this_database_only: bool,
    /// The table in which everything that is changed or deleted is kept; it is created.
    #[arg(long, value_name = "TABLE", default_value = ARCHIVE)]
    pub(crate) archive: String,
}

// No doc comment: clap would take it for the help of the command.
#[derive(Debug, clap::Args)]
pub(crate) struct CommonArgs {
    /// Does not ask. Without it, what would be done is shown on a terminal, and a question asked.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Says nothing but the result.
    #[arg(long)]
    pub(crate) quiet: bool,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ResultFormat,
    /// The database: `postgres://..`, `mysql://..`, or the path of a SQLite file. Without it,
    /// `DATABASE_URL` from the environment or from `.env`.
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
}

/// The form of a result.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ResultFormat {
    /// For people.
    #[default]
    Text,
    /// One object, for other tools.
    Json,
}

impl MergeOptions {
    /// Returns the merge that runs without confirmation.
    pub(crate) fn without_confirmation(&self, merge: Merge) -> Merge {
        let doubtful = if self.all_groups {
            Doubtful::Merge
        } else {
            Doubtful::Refuse
        };
        merge.doubtful(doubtful)
    }

    /// Returns the merge of these duplicates.
    pub(crate) fn merge(&self, sought: Sought) -> Merge {
        let mut merge = Merge::new(sought).archive(&self.archive).page(self.batch);
        for order in &self.keep {
            merge = merge.keep(order.clone());
        }
        for (table, order) in &self.keep_of {
            merge = merge.keep_of(table, order.clone());
        }
        for reference in &self.reference {
            merge = merge.reference(reference.clone());
        }
        if self.this_database_only {
            merge = merge.databases(Databases::This);
        }
        if self.fill_nulls {
            merge = merge.nulls(Nulls::Fill);
        }
        merge
    }
}

fn parse_order(text: &str) -> Result<Order, String> {
    match text.split_once(':') {
        Some(("latest", column)) if !column.is_empty() => Ok(Order::latest(column)),
        Some(("oldest", column)) if !column.is_empty() => Ok(Order::oldest(column)),
        _ => Err("an order is `latest:COLUMN` or `oldest:COLUMN`".to_owned()),
    }
}

fn parse_keep_of(text: &str) -> Result<(String, Order), String> {
    match text.split_once('=') {
        Some((table, order)) if !table.is_empty() => {
            parse_order(order).map(|order| (table.to_owned(), order))
        }
        _ => Err("it is `TABLE=latest:COLUMN` or `TABLE=oldest:COLUMN`".to_owned()),
    }
}

fn parse_reference(text: &str) -> Result<SoftReference, String> {
    let (place, only) = match text.split_once(':') {
        Some((place, only)) => (place, Some(only)),
        None => (text, None),
    };
    let parts: Vec<_> = place.split('.').collect();
    let reference = match parts.as_slice() {
        _ if parts.contains(&"") => return Err(NO_REFERENCE.to_owned()),
        [table, column] => SoftReference::new(*table, *column),
        [schema, table, column] => SoftReference::new(*table, *column).in_schema(*schema),
        _ => return Err(NO_REFERENCE.to_owned()),
    };
    match only.map(|only| only.split_once('=')) {
        None => Ok(reference),
        Some(Some((column, value))) if !column.is_empty() => Ok(reference.only(column, value)),
        Some(_) => Err(NO_REFERENCE.to_owned()),
    }
}

const NO_REFERENCE: &str = "a reference is `TABLE.COLUMN` or `TABLE.COLUMN:COLUMN=VALUE`";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read() {
        assert_eq!(
            parse_order("latest:updated_at"),
            Ok(Order::latest("updated_at"))
        );
        assert_eq!(parse_order("oldest:id"), Ok(Order::oldest("id")));
        for wrong in ["latest", "latest:", "newest:id", ""] {
            assert!(parse_order(wrong).is_err(), "{wrong}");
        }
        let read = parse_keep_of("memberships=latest:level");
        assert_eq!(read, Ok(("memberships".to_owned(), Order::latest("level"))));
        for wrong in ["memberships", "=latest:level", "memberships=level"] {
            assert!(parse_keep_of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn references_are_read() {
        let plain = SoftReference::new("comments", "author_id");
        assert_eq!(parse_reference("comments.author_id"), Ok(plain.clone()));
        assert_eq!(
            parse_reference("blog.comments.author_id"),
            Ok(plain.in_schema("blog"))
        );
        assert_eq!(
            parse_reference("notes.subject_id:subject_type=A::User.x=1"),
            Ok(SoftReference::new("notes", "subject_id").only("subject_type", "A::User.x=1"))
        );
        for wrong in [
            "comments", ".id", "a.", "a.b.c.d", "a.b:c", "a.b:=c", "a..b",
        ] {
            assert!(parse_reference(wrong).is_err(), "{wrong}");
        }
    }
}
