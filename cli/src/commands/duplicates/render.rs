//! The duplicates that were found, as text and as JSON.

use camshaft::duplicates::Group;
use serde_json::{Value, json};

use super::{FoundDuplicates, IDS};

/// Renders a line for each group, under a head, and the total.
pub(super) fn table(found: &FoundDuplicates) -> String {
    if found.total.groups == 0 {
        return format!(
            "no duplicates in `{}` by ({})\n",
            found.table,
            found.key.join(", ")
        );
    }
    let head = [
        found.key.join(", "),
        "rows".to_owned(),
        found.primary_key.join(", "),
    ];
    let lines = found.groups.iter().map(line);
    let lines: Vec<_> = std::iter::once(head).chain(lines).collect();
    let mut text = aligned(&lines);
    text.push_str(&total(found));
    text
}

fn line(group: &Group<Vec<String>>) -> [String; 3] {
    let parts = group.key.iter().map(|part| match part {
        Some(text) => printable(text),
        None => "NULL".to_owned(),
    });
    let mut ids: Vec<_> = group.ids.iter().map(|id| primary_key(id)).collect();
    if group.rows > IDS {
        ids.push("..".to_owned());
    }
    [
        parts.collect::<Vec<_>>().join(", "),
        group.rows.to_string(),
        ids.join(", "),
    ]
}

/// Renders one value, or several in parentheses.
fn primary_key(id: &[String]) -> String {
    let parts: Vec<_> = id.iter().map(|part| printable(part)).collect();
    match parts.as_slice() {
        [part] => part.clone(),
        parts => format!("({})", parts.join(", ")),
    }
}

/// Escapes the control characters, which a terminal would execute.
fn printable(text: &str) -> String {
    let shown = |c: char| match c {
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.chars().map(shown).collect()
}

/// Aligns the first column to the left, the second to the right.
fn aligned(lines: &[[String; 3]]) -> String {
    let width = |nth: usize| {
        let widths = lines.iter().map(|line| line[nth].chars().count());
        widths.max().unwrap_or_default()
    };
    let (key, rows) = (width(0), width(1));
    let lines = lines
        .iter()
        .map(|[a, b, c]| format!("{a:<key$}  {b:>rows$}  {c}\n"));
    lines.collect()
}

/// Renders the total as `2 groups, 5 rows`, with the number of groups shown if not all are.
fn total(found: &FoundDuplicates) -> String {
    let counted = |count: u64, thing: &str| match count {
        1 => format!("1 {thing}"),
        count => format!("{count} {thing}s"),
    };
    let groups = counted(found.total.groups, "group");
    let rows = counted(found.total.rows, "row");
    let shown = found.groups.len();
    if u64::try_from(shown) == Ok(found.total.groups) {
        format!("{groups}, {rows}\n")
    } else {
        format!("{groups}, {rows}; {shown} shown\n")
    }
}

/// Renders one object; keys and ids are texts, NULL is null.
pub(super) fn json(found: &FoundDuplicates) -> String {
    let groups = found
        .groups
        .iter()
        .map(|group| json!({ "key": group.key, "rows": group.rows, "ids": group.ids }));
    let document = json!({
        "table": found.table,
        "key": found.key,
        "primary_key": found.primary_key,
        "total": { "groups": found.total.groups, "rows": found.total.rows },
        "groups": groups.collect::<Vec<Value>>(),
    });
    format!("{document}\n")
}
