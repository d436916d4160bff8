//! Names of unique keys, which servers write into their errors.

use super::{Findings, TableComparison};
use crate::commands::compat::finding::{Kind, Severity};
use crate::project::manifest::UniqueKey;
use crate::state::{Server, UniqueState};

/// Compares the names of the indexes that serve a declared key: one of them has to stay.
///
/// SQLite writes the columns into its errors, and only for an expression the name of its index.
pub(super) fn compare(
    table: &TableComparison<'_>,
    key: &UniqueKey,
    old: &[&UniqueState],
    new: &[&UniqueState],
    found: &mut Findings,
) {
    let by_columns = table.server == Server::Sqlite && !key.columns.is_empty();
    if by_columns || !key.is_found_by_name() {
        return;
    }
    let (Some(was), Some(is)) = (old.first(), new.first()) else {
        return;
    };
    let (Some(old_name), Some(new_name)) = (&was.name, &is.name) else {
        return;
    };
    let is_kept = |old: &&UniqueState| new.iter().any(|new| new.name == old.name);
    // The primary key of MySQL is called so, whatever a catalog writes.
    if old.iter().any(is_kept) || new_name == "PRIMARY" {
        return;
    }
    let message = format!(
        "the unique index `{old_name}` on `{} ({})` is `{new_name}` now, and `{}` recognizes its violations by the old name",
        table.needed.full_name(),
        is.keys.join(", "),
        key.declared
    );
    let (severity, kind) = (Severity::Warning, Kind::UniqueRenamed);
    found.push(severity, kind, table.needed, None, message);
}
