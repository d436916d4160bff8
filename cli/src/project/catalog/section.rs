//! The section of one server, put into a catalog file that exists.

use std::ops::Range;
use std::str::FromStr as _;

use camshaft::catalog::Backend;
use camshaft_syntax::catalog::{Catalog, parse_layout};
use proc_macro2::{Span, TokenStream};
use syn::File;
use syn::parse::Parser as _;
use syn::spanned::Spanned;

use super::calls;
use crate::state::Server;

/// Puts the section of a server into a catalog file and leaves everything else as it is, byte for
/// byte, but for the module of the schema if a new one is given.
///
/// # Errors
///
/// The reason why the text is not a catalog file.
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

/// The byte ranges in a catalog file.
struct Layout {
    /// The path behind `schema =`.
    module: Range<usize>,
    /// The range of each section, from its keyword to its closing brace.
    sections: Vec<(Server, Range<usize>)>,
    /// The closing brace of the macro.
    end: usize,
}

impl Layout {
    fn parse(text: &str) -> Result<Self, String> {
        // `syn::parse_file` would cut a byte order mark off, and count the bytes behind it.
        let tokens = TokenStream::from_str(text);
        let file = tokens.map(syn::parse2::<File>);
        let Ok(Ok(file)) = file else {
            return Err("it does not parse as Rust".to_owned());
        };
        let calls = calls(&file);
        let [call] = calls[..] else {
            return Err(match calls.len() {
                0 => "it has no `catalog! { .. }`".to_owned(),
                _ => "it has more than one `catalog! { .. }`".to_owned(),
            });
        };
        let catalog = parse_layout.parse2(call.tokens.clone()).map_err(|error| {
            let line = error.span().start().line;
            format!("line {line} of its `catalog!`: {error}")
        })?;
        Ok(Self::of(&catalog, call.delimiter.span().close()))
    }

    fn of(catalog: &Catalog<()>, close: Span) -> Self {
        let segments = &catalog.schema.segments;
        let bytes = |span: Option<Span>| span.map(|it| it.byte_range()).unwrap_or_default();
        let first = bytes(segments.first().map(Spanned::span));
        let last = bytes(segments.last().map(Spanned::span));
        let sections = catalog.sections.iter().map(|section| {
            let close = section.braces.span.close();
            let range = section.span.byte_range().start..close.byte_range().end;
            (Server::of_syntax(section.backend), range)
        });
        Self {
            module: first.start..last.end,
            sections: sections.collect(),
            end: close.byte_range().start,
        }
    }

    fn section_edit(&self, text: &str, backend: Backend, section: &str) -> Result<Edit, String> {
        let server = Server::of(backend);
        let own = self.sections.iter().filter(|(it, _)| *it == server);
        match own.collect::<Vec<_>>()[..] {
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
            _ => Err(format!(
                "it has more than one `{}` section",
                server.keyword()
            )),
        }
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
    fn a_section_is_replaced_whatever_it_holds() {
        let old = "catalog! { schema = a; sqlite { from another version } }";
        let new = merged(old, None, Backend::Sqlite, "sqlite { new }").unwrap();
        assert_eq!(new, "catalog! { schema = a; sqlite { new } }");
    }

    #[test]
    fn a_byte_order_mark_moves_nothing() {
        let marked = format!("\u{feff}{FILE}");
        let new = merged(&marked, None, Backend::Postgres, "postgres { new }").unwrap();
        let expected = merged(FILE, None, Backend::Postgres, "postgres { new }").unwrap();
        assert_eq!(new, format!("\u{feff}{expected}"));
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
                "catalog! {\n postgres {} }",
                "line 2 of its `catalog!`: expected `schema`",
            ),
            (
                "catalog! { schema = a; oracle {} }",
                "expected `postgres`, `mysql` or `sqlite`",
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
