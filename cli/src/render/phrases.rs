//! Phrases for counts, keys and tables.

use std::fmt::Write as _;

use camshaft::duplicates::{KeyElement, KeySpec};

/// Renders `1 group`, `2 groups`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

pub(crate) fn rows(count: u64) -> String {
    counted(count, "row", "rows")
}

/// Renders a key as `users (tenant_id, lower(email)) where deleted_at IS NULL`.
pub(crate) fn key_description(spec: &KeySpec) -> String {
    let keys: Vec<_> = spec
        .keys
        .iter()
        .map(|key| match key {
            KeyElement::Column(text) | KeyElement::Expression(text) => text.as_str(),
        })
        .collect();
    let mut text = match &spec.schema {
        Some(schema) if schema != "public" => format!("{schema}."),
        _ => String::new(),
    };
    let _ = write!(text, "{} ({})", spec.table, keys.join(", "));
    if let Some(predicate) = &spec.predicate {
        let _ = write!(text, " where {predicate}");
    }
    text
}

/// Renders the values of a key; MySQL's text literals are hexadecimal, and are decoded.
pub(crate) fn key_values(literals: &[String]) -> String {
    let readable: Vec<_> = literals.iter().map(|it| literal(it)).collect();
    readable.join(", ")
}

fn literal(literal: &str) -> String {
    let hex = literal
        .strip_prefix("_utf8mb4 X'")
        .and_then(|rest| rest.strip_suffix('\''));
    match hex.and_then(text_of) {
        Some(text) => format!("'{}'", text.replace('\'', "''")),
        None => literal.to_owned(),
    }
}

fn text_of(hex: &str) -> Option<String> {
    let byte = |at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_mysql_are_read() {
        let literals = ["_utf8mb4 X'6F276E'".to_owned(), "7".to_owned()];
        assert_eq!(key_values(&literals), "'o''n', 7");
        assert_eq!(literal("_utf8mb4 X''"), "''");
        for other in ["X'61'", "'a'::text", "_utf8mb4 X'FF'", "_utf8mb4 X'6'"] {
            assert_eq!(literal(other), other);
        }
    }

    #[test]
    fn a_key_is_described() {
        let mut spec = KeySpec::of_columns("users", ["tenant_id"]);
        assert_eq!(key_description(&spec), "users (tenant_id)");
        spec.schema = Some("audit".to_owned());
        spec.predicate = Some("id > 1".to_owned());
        let expression = KeyElement::Expression("lower(email)".to_owned());
        spec.keys.push(expression);
        assert_eq!(
            key_description(&spec),
            "audit.users (tenant_id, lower(email)) where id > 1"
        );
    }
}
