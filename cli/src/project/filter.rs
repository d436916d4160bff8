//! The filters of tables by name, as in `diesel_cli`.

use regex::Regex;

use crate::project::ProjectError;

/// A filter; its patterns are searched for anywhere in the SQL name.
#[derive(Debug, Clone, Default)]
pub(crate) enum Filter {
    #[default]
    All,
    Only(Vec<Regex>),
    Except(Vec<Regex>),
}

impl Filter {
    /// Compiles the patterns, of which one list at most has any.
    pub(crate) fn new(only: &[String], except: &[String]) -> Result<Self, ProjectError> {
        Ok(match (only, except) {
            ([], []) => Self::All,
            (only, []) => Self::Only(patterns(only)?),
            (_, except) => Self::Except(patterns(except)?),
        })
    }

    pub(crate) fn admits(&self, table: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(patterns) => patterns.iter().any(|pattern| pattern.is_match(table)),
            Self::Except(patterns) => !patterns.iter().any(|pattern| pattern.is_match(table)),
        }
    }

    /// Refuses a pattern that matches none of the tables: most likely it is misspelt.
    pub(crate) fn check(&self, tables: &[&str]) -> Result<(), ProjectError> {
        let (Self::Only(patterns) | Self::Except(patterns)) = self else {
            return Ok(());
        };
        let unmatched = |pattern: &&Regex| !tables.iter().any(|table| pattern.is_match(table));
        match patterns.iter().find(unmatched) {
            Some(pattern) => Err(ProjectError::Unmatched(pattern.to_string())),
            None => Ok(()),
        }
    }
}

fn patterns(texts: &[String]) -> Result<Vec<Regex>, ProjectError> {
    let pattern = |text: &String| {
        Regex::new(text).map_err(|error| ProjectError::Pattern {
            pattern: text.clone(),
            error,
        })
    };
    texts.iter().map(pattern).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(only: &[&str], except: &[&str]) -> Result<Filter, ProjectError> {
        let owned = |texts: &[&str]| {
            texts
                .iter()
                .map(|&text| text.to_owned())
                .collect::<Vec<_>>()
        };
        Filter::new(&owned(only), &owned(except))
    }

    #[test]
    fn patterns_are_searched_for_anywhere() {
        let only = filter(&["user", "^a$"], &[]).unwrap();
        assert!(only.admits("users") && only.admits("a"));
        assert!(!only.admits("ab"));
        let except = filter(&[], &["user"]).unwrap();
        assert!(except.admits("posts") && !except.admits("users"));
        assert!(filter(&[], &[]).unwrap().admits("users"));
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_named() {
        let only = filter(&["user", "^psots$"], &[]).unwrap();
        let error = only.check(&["users", "posts"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the table filter `^psots$` matches no table: check its spelling"
        );
        assert!(filter(&[], &["posts"]).unwrap().check(&["posts"]).is_ok());
    }

    #[test]
    fn a_broken_pattern_is_named() {
        let error = filter(&["("], &[]).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("`(` is not a regular expression: ")
        );
    }
}
