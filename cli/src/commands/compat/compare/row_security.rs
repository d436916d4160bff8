//! Row level security of PostgreSQL.

use super::{Findings, TableComparison};
use crate::commands::compat::finding::{Kind, Severity};
use crate::state::facts::{RowSecurity, TableFacts};

/// Compares which rows it hides or refuses.
///
/// Each finding is a warning: the role of the release is not known here, and one that may bypass the
/// policies notices nothing.
pub(super) fn compare(table: &TableComparison<'_>, found: &mut Findings) {
    let Some((old, new)) = table.facts() else {
        return;
    };
    let name = table.needed.full_name();
    let mut push = |message| {
        let (severity, kind) = (Severity::Warning, Kind::RowSecurity);
        found.push(severity, kind, table.needed, None, message);
    };
    if restricts(old) && (!restricts(new) || new.row_security < old.row_security) {
        push(format!(
            "row level security of `{name}` hides less now: the release may read more rows"
        ));
    }
    if !restricts(new) {
        return;
    }
    let (how, whose) = match new.row_security {
        RowSecurity::Forced => ("FORCED", "also a release that owns the table"),
        _ => ("on", "a release that does not own the table"),
    };
    if new.row_security > old.row_security {
        push(format!(
            "row level security of `{name}` is {how} now: {whose} reads and inserts only what a policy allows"
        ));
    }
    for policy in new.policies.iter().filter(|it| !old.policies.contains(it)) {
        push(format!(
            "`{name}` has a new policy, {policy}: the release may read and insert other rows"
        ));
    }
    for policy in old.policies.iter().filter(|it| !new.policies.contains(it)) {
        push(format!(
            "`{name}` has lost a policy, {policy}: the release may read and insert other rows"
        ));
    }
}

/// Returns whether it may hide or refuse a row.
fn restricts(facts: &TableFacts) -> bool {
    const OPEN: [&str; 2] = [
        "PERMISSIVE FOR ALL TO PUBLIC USING (true)",
        "PERMISSIVE FOR ALL TO PUBLIC USING (true) WITH CHECK (true)",
    ];
    let policies = &facts.policies;
    let is_open = policies.iter().any(|it| OPEN.contains(&it.as_str()))
        && !policies.iter().any(|it| it.starts_with("RESTRICTIVE"));
    facts.row_security != RowSecurity::Off && !is_open
}
