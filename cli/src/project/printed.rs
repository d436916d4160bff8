//! The facts that a printed catalog has: what `render` writes, read back.

use std::collections::BTreeMap;

use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::visit::{self, Visit};
use syn::{Attribute, Ident, LitStr, Macro, Path, Token, braced, parenthesized};

use crate::state::facts::ColumnFacts;
use crate::state::{Action, ColumnState, Filled, ForeignKeyState, Server, TableState, UniqueState};

/// The tables of each section of the `catalog!`s in a file.
pub(crate) type Sections = BTreeMap<Server, Vec<TableState>>;

/// Reads a catalog file.
pub(crate) fn read(text: &str) -> syn::Result<Sections> {
    let mut finder = Finder {
        found: Ok(Sections::new()),
    };
    finder.visit_file(&syn::parse_file(text)?);
    finder.found
}

struct Finder {
    found: syn::Result<Sections>,
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_macro(&mut self, call: &'ast Macro) {
        let is_catalog = call
            .path
            .segments
            .last()
            .is_some_and(|it| it.ident == "catalog");
        if let (true, Ok(found)) = (is_catalog, &mut self.found) {
            match sections.parse2(call.tokens.clone()) {
                Ok(sections) => {
                    for (server, tables) in sections {
                        found.entry(server).or_default().extend(tables);
                    }
                }
                Err(error) => self.found = Err(error),
            }
        }
        visit::visit_macro(self, call);
    }
}

fn sections(input: ParseStream<'_>) -> syn::Result<Vec<(Server, Vec<TableState>)>> {
    word(input, "schema")?;
    input.parse::<Token![=]>()?;
    input.call(Path::parse_mod_style)?;
    input.parse::<Token![;]>()?;
    let mut found = Vec::new();
    while !input.is_empty() {
        input.call(Attribute::parse_outer)?;
        let keyword = input.call(Ident::parse_any)?;
        let server = match keyword.to_string().as_str() {
            "postgres" => Server::Postgres,
            "mysql" => Server::Mysql,
            "sqlite" => Server::Sqlite,
            _ => return Err(syn::Error::new(keyword.span(), "no server of `catalog!`")),
        };
        let content;
        braced!(content in input);
        let mut tables = Vec::new();
        while !content.is_empty() {
            tables.push(table(&content)?);
        }
        found.push((server, tables));
    }
    Ok(found)
}

fn table(input: ParseStream<'_>) -> syn::Result<TableState> {
    let materialized = takes(input, "materialized");
    let is_table = !materialized && takes(input, "table");
    if !is_table {
        word(input, "view")?;
    }
    let (schema, name) = table_name(input)?;
    if input.parse::<Option<Token![as]>>()?.is_some() {
        input.call(Ident::parse_any)?;
    }
    let mut table = TableState {
        schema,
        name,
        is_view: !is_table,
        columns: Vec::new(),
        uniques: Vec::new(),
        foreign_keys: Vec::new(),
        checks: None,
        facts: None,
    };
    let content;
    braced!(content in input);
    while !content.is_empty() {
        let kind = content.call(Ident::parse_any)?;
        match kind.to_string().as_str() {
            "column" => table.columns.push(column(&content)?),
            "primary" => {
                word(&content, "key")?;
                table.uniques.push(index(&content)?);
            }
            "unique" => table.uniques.push(index(&content)?),
            "index" => drop(index(&content)?),
            "foreign" => {
                word(&content, "key")?;
                table.foreign_keys.push(foreign_key(&content)?);
            }
            // What a release may notice of them is in the live facts.
            "inherited" | "rules" => {}
            _ => return Err(syn::Error::new(kind.span(), "no fact of `catalog!`")),
        }
        content.parse::<Token![;]>()?;
    }
    Ok(table)
}

fn column(input: ParseStream<'_>) -> syn::Result<ColumnState> {
    let name = name(input)?;
    input.parse::<Token![:]>()?;
    let mut column = ColumnState {
        name,
        sql_type: input.parse::<LitStr>()?.value(),
        full_type: None,
        not_null: false,
        filled: Filled::No,
        number: None,
        labels: None,
        facts: ColumnFacts::default(),
    };
    while !input.peek(Token![;]) {
        let flag = input.call(Ident::parse_any)?;
        match flag.to_string().as_str() {
            "collate" => drop(input.parse::<LitStr>()?),
            "not" => {
                word(input, "null")?;
                column.not_null = true;
            }
            "default" => column.filled = Filled::Default,
            "generated" => column.filled = Filled::Generated,
            _ => return Err(syn::Error::new(flag.span(), "nothing that a column has")),
        }
    }
    Ok(column)
}

fn index(input: ParseStream<'_>) -> syn::Result<UniqueState> {
    let mut index = UniqueState {
        name: optional_name(input)?,
        keys: Vec::new(),
        whole_columns: true,
        predicate: None,
        serves: true,
        collations: Vec::new(),
    };
    let keys;
    parenthesized!(keys in input);
    while !keys.is_empty() {
        let is_expression = keys.peek2(LitStr) && takes(&keys, "expr");
        index.keys.push(name(&keys)?);
        index.whole_columns &= !is_expression;
        while !keys.is_empty() && !keys.peek(Token![,]) {
            if keys.peek(Ident::peek_any) && keys.call(Ident::parse_any)? == "prefix" {
                index.whole_columns = false;
            } else if !keys.is_empty() && !keys.peek(Token![,]) && !keys.peek(Ident::peek_any) {
                keys.parse::<proc_macro2::TokenTree>()?;
            }
        }
        keys.parse::<Option<Token![,]>>()?;
    }
    while !input.peek(Token![;]) {
        let flag = input.call(Ident::parse_any)?;
        match flag.to_string().as_str() {
            "where" => index.predicate = Some(input.parse::<LitStr>()?.value()),
            "deferrable" | "deferred" | "invalid" | "ready" | "exclusion" => index.serves = false,
            // `nulls not distinct`, and the `not` of `not ready`.
            _ => {}
        }
    }
    Ok(index)
}

fn foreign_key(input: ParseStream<'_>) -> syn::Result<ForeignKeyState> {
    let name = optional_name(input)?;
    let columns = names(input)?;
    word(input, "references")?;
    let (_, ref_table) = table_name(input)?;
    let mut key = ForeignKeyState {
        name,
        columns,
        ref_table,
        ref_columns: names(input)?,
        on_delete: Action::None,
        on_update: Action::None,
    };
    while !input.peek(Token![;]) {
        if !takes(input, "on") {
            input.call(Ident::parse_any)?;
            continue;
        }
        let event = input.call(Ident::parse_any)?;
        let action = action(input)?;
        if event == "delete" {
            key.on_delete = action;
        } else {
            key.on_update = action;
        }
    }
    Ok(key)
}

fn action(input: ParseStream<'_>) -> syn::Result<Action> {
    let word = input.call(Ident::parse_any)?;
    Ok(match word.to_string().as_str() {
        "restrict" => Action::Restrict,
        "cascade" => Action::Cascade,
        "set" if takes(input, "null") => Action::SetNull,
        "set" if takes(input, "default") => Action::SetDefault,
        _ => return Err(syn::Error::new(word.span(), "no action of a foreign key")),
    })
}

/// The schema, where there is one before the name.
fn table_name(input: ParseStream<'_>) -> syn::Result<(Option<String>, String)> {
    let first = name(input)?;
    if input.parse::<Option<Token![.]>>()?.is_some() {
        return Ok((Some(first), name(input)?));
    }
    Ok((None, first))
}

fn names(input: ParseStream<'_>) -> syn::Result<Vec<String>> {
    let content;
    parenthesized!(content in input);
    let names = content.parse_terminated(Name::parse, Token![,])?;
    Ok(names.into_iter().map(|Name(name)| name).collect())
}

struct Name(String);

impl Parse for Name {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        name(input).map(Self)
    }
}

fn optional_name(input: ParseStream<'_>) -> syn::Result<Option<String>> {
    if input.peek(syn::token::Paren) {
        return Ok(None);
    }
    name(input).map(Some)
}

/// A word, or in quotes what is none.
fn name(input: ParseStream<'_>) -> syn::Result<String> {
    if input.peek(LitStr) {
        return Ok(input.parse::<LitStr>()?.value());
    }
    Ok(input.call(Ident::parse_any)?.to_string())
}

fn takes(input: ParseStream<'_>, wanted: &str) -> bool {
    let fork = input.fork();
    if fork.call(Ident::parse_any).is_ok_and(|it| it == wanted) {
        return input.call(Ident::parse_any).is_ok();
    }
    false
}

fn word(input: ParseStream<'_>, wanted: &str) -> syn::Result<()> {
    if takes(input, wanted) {
        return Ok(());
    }
    Err(input.error(format!("expected `{wanted}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

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
                        unique odd_email ("the email" text_pattern_ops desc nulls first, total) where "(total > 0)";
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
    }
}
