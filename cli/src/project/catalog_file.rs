//! A catalog file that exists: only the section of one server is replaced in it.

use std::ops::Range;
use std::str::FromStr;

use camshaft::catalog::Backend;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::state::Server;

/// Puts the section of a server into a catalog file and leaves everything else as it is, byte for
/// byte, but for the module of the schema if a new one is given.
///
/// The error says why the text is no catalog file.
pub(crate) fn merged(
    text: &str,
    module: Option<&str>,
    backend: Backend,
    section: &str,
) -> Result<String, String> {
    let layout = Layout::parse(text)?;
    let mut edits = vec![layout.section_edit(text, backend, section)?];
    if let Some(module) = module {
        edits.push(Edit {
            range: layout.module.clone(),
            text: module.to_owned(),
        });
    }
    edits.sort_by_key(|edit| edit.range.start);
    let mut merged = text.to_owned();
    for edit in edits.into_iter().rev() {
        merged.replace_range(edit.range, &edit.text);
    }
    Ok(merged)
}

struct Edit {
    range: Range<usize>,
    text: String,
}

/// Where things stand in the file.
struct Layout {
    /// The path behind `schema =`.
    module: Range<usize>,
    /// Keyword and place of each section, from the keyword to its closing brace.
    sections: Vec<(String, Range<usize>)>,
    /// The closing brace of the macro.
    end: usize,
}

impl Layout {
    fn parse(text: &str) -> Result<Self, String> {
        let tokens = TokenStream::from_str(text).map_err(|_| "it does not parse as Rust")?;
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut calls = tokens.windows(3).filter_map(catalog_call);
        let body = match (calls.next(), calls.next()) {
            (Some(body), None) => body,
            (None, _) => return Err("it has no `catalog! { .. }`".to_owned()),
            (Some(_), Some(_)) => return Err("it has more than one `catalog! { .. }`".to_owned()),
        };
        let inner: Vec<_> = body.stream().into_iter().collect();
        let module = module(&inner).ok_or("its `catalog!` has no `schema = ..;`")?;
        Ok(Self {
            module,
            sections: inner.windows(2).filter_map(section).collect(),
            end: body.span_close().byte_range().start,
        })
    }

    fn section_edit(&self, text: &str, backend: Backend, section: &str) -> Result<Edit, String> {
        let keyword = Server::of(backend).keyword();
        let own: Vec<_> = self
            .sections
            .iter()
            .filter(|(name, _)| name == keyword)
            .collect();
        match own[..] {
            [] => {
                let start = text[..self.end].trim_end().len();
                let text = format!("\n\n    {section}\n");
                Ok(Edit {
                    range: start..self.end,
                    text,
                })
            }
            [(_, range)] => Ok(Edit {
                range: range.clone(),
                text: section.to_owned(),
            }),
            _ => Err(format!("it has more than one `{keyword}` section")),
        }
    }
}

fn catalog_call(tokens: &[TokenTree]) -> Option<&Group> {
    match tokens {
        [
            TokenTree::Ident(name),
            TokenTree::Punct(bang),
            TokenTree::Group(body),
        ] if name == "catalog" && bang.as_char() == '!' => Some(body),
        _ => None,
    }
}

/// The tokens between `schema =` and the semicolon.
fn module(tokens: &[TokenTree]) -> Option<Range<usize>> {
    let is = |token: &TokenTree, punct| matches!(token, TokenTree::Punct(found) if found.as_char() == punct);
    let [TokenTree::Ident(word), equals, path @ ..] = tokens else {
        return None;
    };
    let path = path.split(|token| is(token, ';')).next()?;
    let (first, last) = (path.first()?, path.last()?);
    (word == "schema" && is(equals, '='))
        .then(|| first.span().byte_range().start..last.span().byte_range().end)
}

fn section(tokens: &[TokenTree]) -> Option<(String, Range<usize>)> {
    match tokens {
        [TokenTree::Ident(name), TokenTree::Group(body)]
            if body.delimiter() == Delimiter::Brace =>
        {
            let range = name.span().byte_range().start..body.span_close().byte_range().end;
            Some((name.to_string(), range))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "// größe @generated\n\ncamshaft::catalog! {\n    schema = crate::schema;\n\n    \
        // kept\n    #[cfg(feature = \"pg\")]\n    postgres {\n        table a { }\n    }\n}\n";

    #[test]
    fn its_own_section_is_replaced() {
        assert_eq!(
            merged(FILE, None, Backend::Postgres, "postgres { new }").unwrap(),
            FILE.replace("postgres {\n        table a { }\n    }", "postgres { new }")
        );
    }

    #[test]
    fn a_new_section_follows_the_others() {
        assert_eq!(
            merged(
                FILE,
                Some("crate::schema"),
                Backend::Sqlite,
                "sqlite { new }"
            )
            .unwrap(),
            FILE.replace("    }\n}\n", "    }\n\n    sqlite { new }\n}\n")
        );
    }

    #[test]
    fn a_new_module_is_written() {
        let text = merged(FILE, Some("crate::db"), Backend::Postgres, "postgres { }").unwrap();
        assert!(text.contains("schema = crate::db;"));
    }

    #[test]
    fn other_files_are_refused() {
        for (text, problem) in [
            ("pub mod catalog {}", "it has no `catalog! { .. }`"),
            (
                "catalog! { schema = a; } catalog! { schema = a; }",
                "more than one `catalog!",
            ),
            (
                "catalog! { postgres {} }",
                "its `catalog!` has no `schema = ..;`",
            ),
            (
                "catalog! { schema = a; postgres {} postgres {} }",
                "more than one `postgres` section",
            ),
            ("catalog! {", "it does not parse as Rust"),
        ] {
            let error = merged(text, None, Backend::Postgres, "postgres {}").unwrap_err();
            assert!(error.contains(problem), "{error}");
        }
    }
}
