//! Names of tables made from names of structs, and the other way round.
//!
//! The rule of Diesel's derives for the case of names, and guesses of English; the case of Rust types is heck's.

/// Returns a name with its last word in the singular: `user_detail` for `user_details`.
pub(crate) fn singular(name: &str) -> String {
    match name.rsplit_once('_') {
        Some((head, last)) => format!("{head}_{}", singular_word(last)),
        None => singular_word(name),
    }
}

fn singular_word(word: &str) -> String {
    let irregular = match word {
        "people" => "person",
        "children" => "child",
        "indices" => "index",
        "media" | "data" | "news" | "series" | "species" => word,
        "movies" => "movie",
        "statuses" => "status",
        "aliases" => "alias",
        _ => "",
    };
    if !irregular.is_empty() {
        return irregular.to_owned();
    }
    let keep =
        |ending: &str, new: &str| word.strip_suffix(ending).map(|stem| format!("{stem}{new}"));
    keep("ies", "y")
        .or_else(|| {
            ["ss", "us", "is"]
                .iter()
                .find_map(|ending| keep(ending, ending))
        })
        .or_else(|| {
            ["sses", "shes", "ches", "xes", "zes"]
                .iter()
                .find_map(|ending| keep(ending, &ending[..ending.len() - 2]))
        })
        .or_else(|| keep("s", "").filter(|stem| !stem.is_empty()))
        .unwrap_or_else(|| word.to_owned())
}

/// Returns the name in snake case, as Diesel's derives write it: each capital begins a word, so that
/// `HTTPLog` is `h_t_t_p_log`.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singulars_are_guessed() {
        for (plural, one) in [
            ("users", "user"),
            ("user_details", "user_detail"),
            ("categories", "category"),
            ("addresses", "address"),
            ("branches", "branch"),
            ("boxes", "box"),
            ("houses", "house"),
            ("statuses", "status"),
            ("address", "address"),
            ("status", "status"),
            ("people", "person"),
            ("metadata", "metadata"),
            ("s", "s"),
        ] {
            assert_eq!(singular(plural), one);
        }
    }

    #[test]
    fn each_capital_begins_a_word() {
        assert_eq!(snake_case("UserDetail"), "user_detail");
        assert_eq!(snake_case("HTTPLog"), "h_t_t_p_log");
    }
}
