//! The names that a misspelt one may have meant.

use syn::Ident;
use syn::ext::IdentExt as _;

use camshaft_syntax::model::Model;

/// "the column `email` has a similar name; or ", where there is one among the struct's columns.
pub(super) fn hint(model: &Model, name: &Ident) -> String {
    let name = name.unraw().to_string();
    let columns = model.fields.iter().map(|it| it.column.unraw().to_string());
    let nearest = columns
        .map(|column| (distance(&name, &column), column))
        .min();
    match nearest {
        // The same threshold as rustc's.
        Some((distance, column)) if distance <= name.len().max(3) / 3 => {
            format!("the column `{column}` has a similar name; or ")
        }
        _ => String::new(),
    }
}

/// Counts the characters to insert, delete, replace, or swap with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<_> = left.chars().collect();
    let right: Vec<_> = right.chars().collect();
    let mut rows = vec![(0..=right.len()).collect::<Vec<_>>()];
    for i in 1..=left.len() {
        let mut row = vec![i];
        for j in 1..=right.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(left[i - 1] != right[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            let swapped =
                i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if swapped {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_typing_error_is_one_step() {
        for misspelt in ["emial", "emal", "emaill", "e_mail", "enail"] {
            assert_eq!(distance(misspelt, "email"), 1, "{misspelt}");
        }
        assert_eq!(distance("email", "email"), 0);
        assert_eq!(distance("", "email"), 5);
    }
}
