//! The Rust names that `diesel_cli` chooses.

/// The names that `table!` uses itself.
const RESERVED: [&str; 3] = ["table", "columns", "is_nullable"];

/// Returns the name that `diesel print-schema` gives to a table or schema.
pub(crate) fn of_table(sql_name: &str) -> String {
    unreserved(mapped(sql_name))
}

/// Returns the name that `diesel print-schema` gives to a column of a table.
pub(crate) fn of_column(sql_name: &str, table: &str) -> String {
    match mapped(sql_name) {
        name if name == table => format!("{name}_"),
        name => unreserved(name),
    }
}

fn unreserved(name: String) -> String {
    let dunder = name.starts_with("__") && !name.ends_with('_');
    if dunder || RESERVED.contains(&name.as_str()) || !is_identifier(&name) {
        format!("{name}_")
    } else {
        name
    }
}

/// Returns whether it is an identifier of Rust, and not a keyword.
pub(crate) fn is_identifier(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_ok()
}

/// Replaces each sequence of other characters by one `_`, and puts one before a leading digit.
fn mapped(sql_name: &str) -> String {
    let mut name = String::with_capacity(sql_name.len() + 1);
    if sql_name.starts_with(|c: char| c.is_ascii_digit()) {
        name.push('_');
    }
    let mut in_run = !name.is_empty();
    for c in sql_name.chars() {
        let plain = c.is_ascii_alphanumeric() || c == '_';
        if plain {
            name.push(c);
        } else if !in_run {
            name.push('_');
        }
        in_run = !plain;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_named_as_diesel_cli_names_them() {
        for (sql, rust) in [
            ("users", "users"),
            ("type", "type_"),
            ("table", "table_"),
            ("user posts", "user_posts"),
            ("a - b", "a_b"),
            ("1st", "_1st"),
            ("__x", "__x_"),
            ("größe", "gr_e"),
        ] {
            assert_eq!(of_table(sql), rust);
        }
    }

    #[test]
    fn a_column_does_not_share_the_name_of_its_table() {
        assert_eq!(of_column("users", "users"), "users_");
        assert_eq!(of_column("type", "users"), "type_");
        assert_eq!(of_column("id", "users"), "id");
    }
}
