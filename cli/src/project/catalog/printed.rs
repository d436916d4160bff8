//! The facts of a catalog file.

use std::collections::BTreeMap;

use camshaft::catalog::{Arena, Catalog, Table};
use camshaft_syntax::catalog as syntax;

use super::calls;
use super::lower::lower_tables;
use crate::state::of_catalog::of_catalog;
use crate::state::{Server, TableState};

/// The tables of each section of the `catalog!`s in a file.
pub(crate) type Sections = BTreeMap<Server, Vec<TableState>>;

/// Reads a catalog file.
pub(crate) fn read(text: &str) -> syn::Result<Sections> {
    let file = syn::parse_file(text)?;
    let mut found = Sections::new();
    for call in calls(&file) {
        let catalog: syntax::Catalog = syn::parse2(call.tokens.clone())?;
        for section in &catalog.sections {
            let server = Server::of_syntax(section.backend);
            let tables = found.entry(server).or_default();
            tables.extend(tables_of(server, &section.body)?);
        }
    }
    Ok(found)
}

/// Returns the tables of a section that was printed, each with its name in Rust.
pub(crate) fn read_section<'a>(
    section: &str,
    arena: &'a Arena,
) -> syn::Result<Vec<(Table<'a>, String)>> {
    let catalog = format!("schema = crate::schema; {section}");
    let catalog: syntax::Catalog = syn::parse_str(&catalog)?;
    let mut found = Vec::new();
    for section in &catalog.sections {
        let backend = Server::of_syntax(section.backend).backend();
        let tables = lower_tables(&section.body, backend, arena)?;
        let names = section.body.iter().map(|table| {
            let module = table.module.as_ref().map(ToString::to_string);
            module.unwrap_or_else(|| table.name.text.clone())
        });
        found.extend(tables.iter().copied().zip(names));
    }
    Ok(found)
}

fn tables_of(server: Server, tables: &[syntax::Table]) -> syn::Result<Vec<TableState>> {
    let arena = Arena::new();
    let backend = server.backend();
    let catalog = Catalog {
        backend,
        tables: lower_tables(tables, backend, &arena)?,
    };
    let mut states = of_catalog(&catalog);
    // Only a live database says which collations take different bytes for equal.
    for index in states.iter_mut().flat_map(|table| &mut table.uniques) {
        index.collations.clear();
    }
    Ok(states)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, Filled};

    #[test]
    fn every_fact_is_read_back() {
        let text = r#"
            camshaft::catalog! {
                schema = crate::schema;

                #[cfg(feature = "postgres")]
                postgres {
                    table audit."odd name" as odd_name {
                        column id: "bigint" not null default;
                        column "the email": "text" collate "C" not null;
                        column total: "integer" generated;
                        primary key odd_pkey (id);
                        unique odd_email ("the email", total) where "(total > 0)";
                        unique odd_lower (expr "lower(email)") nulls not distinct;
                        unique odd_later (total) deferrable;
                        unique odd_failed (total) invalid not ready;
                        index odd_total (total);
                        foreign key odd_fkey (id) references audit.events (id) on delete cascade on update set null deferred not valid;
                    }
                    materialized view totals {
                        column sum: "numeric";
                    }
                }
                mysql {
                    table posts {
                        column body: "text";
                        unique body_key (body prefix 20);
                    }
                }
                sqlite {}
            }"#;
        let sections = read(text).unwrap();
        let odd = &sections[&Server::Postgres][0];
        assert_eq!(
            (odd.schema.as_deref(), odd.name.as_str()),
            (Some("audit"), "odd name")
        );
        let columns: Vec<_> = odd
            .columns
            .iter()
            .map(|it| (it.name.as_str(), it.not_null, it.filled))
            .collect();
        assert_eq!(
            columns,
            [
                ("id", true, Filled::Default),
                ("the email", true, Filled::No),
                ("total", false, Filled::Generated)
            ]
        );
        let uniques: Vec<_> = odd
            .uniques
            .iter()
            .map(|it| {
                (
                    it.keys.join("+"),
                    it.whole_columns,
                    it.predicate.as_deref(),
                    it.serves,
                )
            })
            .collect();
        let expected = [
            ("id", true, None, true),
            ("the email+total", true, Some("(total > 0)"), true),
            ("lower(email)", false, None, true),
            ("total", true, None, false),
            ("total", true, None, false),
        ];
        assert_eq!(
            uniques,
            expected.map(|it| (it.0.to_owned(), it.1, it.2, it.3))
        );
        let key = &odd.foreign_keys[0];
        assert_eq!(
            (key.ref_table.as_str(), key.on_delete, key.on_update),
            ("events", Action::Cascade, Action::SetNull)
        );
        assert_eq!(sections[&Server::Postgres][1].name, "totals");
        assert!(!sections[&Server::Mysql][0].uniques[0].whole_columns);
        assert!(sections[&Server::Sqlite].is_empty());
        assert!(read("camshaft::catalog! { schema = a; oracle {} }").is_err());
        // What the macro refuses is refused here.
        let classed =
            "catalog! { schema = a; sqlite { table b { index c (d text_pattern_ops desc); } } }";
        assert!(read(classed).is_err());
    }
}
