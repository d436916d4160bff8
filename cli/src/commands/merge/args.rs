//! The arguments of `camshaft merge`; `camshaft index` shares most of them.

use camshaft::duplicates::KeySpec;
use camshaft::merge::{ARCHIVE, Databases, Doubtful, Merge, Nulls, Order, SoftReference};
use clap::ValueEnum;

use crate::commands::args::KeyArgs;

const EXIT_CODES: &str = "\
Exit codes:
  0    done: no duplicates are left; with --dry-run or --rehearse: every group can be merged
  1    groups are left: some failed, or the command was stopped
  2    an error; the message says what to do
  130  Ctrl-C was pressed twice";

/// Merges duplicates: one row of each group survives, and all references to the others are moved to it.
///
/// The command reads the live database, so that it also moves references that no model knows. Up to
/// 1,000 groups are merged in one transaction (--batch), while others write; if it fails, its groups
/// are merged in smaller ones. Everything that is changed or deleted is kept in an archive, from which
/// --undo restores a run.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct MergeArgs {
    /// The table, such as `users` or `audit.events`.
    #[arg(long, required_unless_present = "undo")]
    pub(crate) table: Option<String>,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    #[command(flatten)]
    pub(crate) options: MergeOptions,
    /// Stops after this number of groups.
    #[arg(long, value_name = "GROUPS")]
    pub(crate) limit: Option<u64>,
    /// Counts what would be done, and changes nothing.
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Merges everything and rolls it back: reports each conflict, constraint and trigger that would
    /// prevent it, and how long locks were held.
    #[arg(long, conflicts_with_all = ["yes", "dry_run"])]
    pub(crate) rehearse: bool,
    /// Undoes this run: inserts the deleted rows again, and moves the references back. Rows that were
    /// changed since the run stay as they are.
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
    /// The row that survives: `latest:COLUMN` or `oldest:COLUMN`. Can be repeated: the next order
    /// decides between rows that are equal in the orders before it. Rows equal in all are decided by
    /// the least primary key.
    #[arg(long, value_name = "ORDER", value_parser = parse_order)]
    pub(crate) keep: Vec<Order>,
    /// The row of a referring table that survives, if two rows would violate a unique key of that table
    /// once they refer to the survivor: `memberships=latest:level`. Can be repeated. Default: the row
    /// that refers to the survivor already.
    #[arg(long, value_name = "TABLE=ORDER", value_parser = parse_keep_of)]
    pub(crate) keep_of: Vec<(String, Order)>,
    /// A column that refers to the table without a foreign key: `comments.author_id`, or
    /// `notes.subject_id:subject_type=User` for the rows of one type. Can be repeated. In the end, rows
    /// that refer to rows merged earlier are moved too.
    #[arg(long, value_name = "TABLE.COLUMN[:COLUMN=VALUE]", value_parser = parse_reference)]
    pub(crate) reference: Vec<SoftReference>,
    /// Fills the NULLs of the survivor with values of the rows it replaces.
    #[arg(long)]
    pub(crate) fill_nulls: bool,
    /// The maximum number of groups in one transaction; fewer if they have more than 10,000 rows
    /// together.
    #[arg(long, value_name = "GROUPS", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) batch: u32,
    /// With --yes: also merges groups whose key is empty or 0, or that have more than 20 rows and more
    /// than ten times as many as any other. Such a key often means "no value", and its rows are not
    /// duplicates.
    #[arg(long)]
    pub(crate) all_groups: bool,
    /// On MySQL and MariaDB: asserts that no table of another database refers to these rows. Needed if
    /// this user may not see all databases.
    #[arg(long)]
    pub(crate) this_database_only: bool,
    /// The table that keeps every row that is changed or deleted. It is created if it does not exist.
    #[arg(long, value_name = "TABLE", default_value = ARCHIVE)]
    pub(crate) archive: String,
}

// No doc comment: clap would take it for the help of the command.
#[derive(Debug, clap::Args)]
pub(crate) struct CommonArgs {
    /// Merges without asking. By default, the command shows what it would do, and asks on the terminal.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Prints only the result.
    #[arg(long)]
    pub(crate) quiet: bool,
    /// The format of the result.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ResultFormat,
    /// The database: `postgres://..`, `mysql://..`, or the path of a SQLite file. Default:
    /// `DATABASE_URL` from the environment or from `.env`.
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
}

/// The format of a result.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ResultFormat {
    /// Text for people.
    #[default]
    Text,
    /// One JSON object, for other tools.
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
    pub(crate) fn merge(&self, spec: KeySpec) -> Merge {
        let mut merge = Merge::new(spec).archive(&self.archive).page(self.batch);
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
        _ => Err("expected `latest:COLUMN` or `oldest:COLUMN`".to_owned()),
    }
}

fn parse_keep_of(text: &str) -> Result<(String, Order), String> {
    match text.split_once('=') {
        Some((table, order)) if !table.is_empty() => {
            parse_order(order).map(|order| (table.to_owned(), order))
        }
        _ => Err("expected `TABLE=latest:COLUMN` or `TABLE=oldest:COLUMN`".to_owned()),
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

const NO_REFERENCE: &str = "expected `TABLE.COLUMN` or `TABLE.COLUMN:COLUMN=VALUE`";

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
