//! The grammar of `catalog!`.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Ident, LitStr, Path, Result, Token, braced, parenthesized, token};

use super::{
    Action, Backend, Catalog, Column, Fill, ForeignKey, Index, IndexKind, Key, KeyPart, Name,
    Section, Table, TableKind, Timing,
};

impl Parse for Catalog {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let catalog = parse_catalog(input, parse_tables)?;
        for (nth, section) in catalog.sections.iter().enumerate() {
            let is_twice = catalog.sections[..nth].iter().any(|other| {
                other.backend == section.backend
                    && other.attributes.is_empty()
                    && section.attributes.is_empty()
            });
            if is_twice {
                let text = "a second section for the same backend";
                return Err(Error::new(section.place(), text));
            }
        }
        if catalog.sections.is_empty() {
            let text = "expected a section: `postgres { .. }`, `mysql { .. }` or `sqlite { .. }`";
            return Err(input.error(text));
        }
        Ok(catalog)
    }
}

/// Reads a `catalog!` without the content of its sections, which may have been written by another version.
///
/// # Errors
///
/// The first fault of the frame around the sections.
pub fn parse_layout(input: ParseStream<'_>) -> Result<Catalog<()>> {
    parse_catalog(input, |content| content.parse::<TokenStream>().map(drop))
}

fn parse_catalog<Body>(
    input: ParseStream<'_>,
    body: fn(ParseStream<'_>) -> Result<Body>,
) -> Result<Catalog<Body>> {
    let schema = parse_schema(input)?;
    input.parse::<Token![;]>()?;
    let mut sections = Vec::new();
    while !input.is_empty() {
        sections.push(parse_section(input, body)?);
    }
    Ok(Catalog { schema, sections })
}

/// Reads `schema = path`.
pub(super) fn parse_schema(input: ParseStream<'_>) -> Result<Path> {
    require(input, "schema")?;
    input.parse::<Token![=]>()?;
    input.call(Path::parse_mod_style)
}

fn parse_section<Body>(
    input: ParseStream<'_>,
    body: fn(ParseStream<'_>) -> Result<Body>,
) -> Result<Section<Body>> {
    let attributes = input.call(Attribute::parse_outer)?;
    if let Some(other) = attributes
        .iter()
        .find(|attribute| !attribute.path().is_ident("cfg"))
    {
        return Err(Error::new_spanned(
            other,
            "a section takes `#[cfg(..)]` only",
        ));
    }
    let word = input.call(Ident::parse_any)?;
    let backend = Backend::of_word(&word.to_string())
        .ok_or_else(|| Error::new(word.span(), "expected `postgres`, `mysql` or `sqlite`"))?;
    let content;
    Ok(Section {
        attributes,
        backend,
        span: word.span(),
        braces: braced!(content in input),
        body: body(&content)?,
    })
}

fn parse_tables(input: ParseStream<'_>) -> Result<Vec<Table>> {
    let mut tables: Vec<Table> = Vec::new();
    while !input.is_empty() {
        let table: Table = input.parse()?;
        if tables.iter().any(|other| other.is_same(&table)) {
            let text = format!(
                "the table `{}` stands in this section already",
                table.name.text
            );
            return Err(Error::new(table.name.span, text));
        }
        tables.push(table);
    }
    Ok(tables)
}

impl Section {
    /// The place of its first token.
    fn place(&self) -> Span {
        let first = self.attributes.first();
        first.map_or(self.span, |attribute| attribute.pound_token.span)
    }
}

impl Table {
    fn is_same(&self, other: &Self) -> bool {
        let schema = |table: &Self| table.schema.as_ref().map(|name| name.text.clone());
        self.name.text == other.name.text && schema(self) == schema(other)
    }
}

impl Parse for Table {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let kind = parse_kind(input)?;
        let mut table = parse_header(input, kind)?;
        let content;
        braced!(content in input);
        while !content.is_empty() {
            parse_item(&content, &mut table)?;
            content.parse::<Token![;]>().map_err(|error| {
                let text = format!(
                    "expected `;`, which ends each item of the table `{}`",
                    table.name.text
                );
                Error::new(error.span(), text)
            })?;
        }
        Ok(table)
    }
}

/// Reads `name as module`.
pub(super) fn parse_header(input: ParseStream<'_>, kind: TableKind) -> Result<Table> {
    let (schema, name) = parse_qualified(input)?;
    let module = if input.peek(Token![as]) {
        input.parse::<Token![as]>()?;
        Some(input.call(Ident::parse_any)?)
    } else {
        None
    };
    Ok(Table {
        kind,
        schema,
        name,
        module,
        inherited: false,
        rules: false,
        columns: Vec::new(),
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
    })
}

fn parse_kind(input: ParseStream<'_>) -> Result<TableKind> {
    if accept(input, "table") {
        Ok(TableKind::Table)
    } else if accept(input, "view") {
        Ok(TableKind::View)
    } else if accept(input, "materialized") {
        require(input, "view")?;
        Ok(TableKind::MaterializedView)
    } else {
        Err(input.error("expected `table`, `view` or `materialized view`"))
    }
}

fn parse_item(input: ParseStream<'_>, table: &mut Table) -> Result<()> {
    if accept(input, "column") {
        table.columns.push(parse_column(input)?);
    } else if accept(input, "primary") {
        require(input, "key")?;
        table
            .indexes
            .push(parse_index(input, IndexKind::PrimaryKey)?);
    } else if accept(input, "unique") {
        table.indexes.push(parse_index(input, IndexKind::Unique)?);
    } else if accept(input, "index") {
        table.indexes.push(parse_index(input, IndexKind::Plain)?);
    } else if accept(input, "foreign") {
        require(input, "key")?;
        table.foreign_keys.push(parse_foreign_key(input)?);
    } else if accept(input, "inherited") {
        table.inherited = true;
    } else if accept(input, "rules") {
        table.rules = true;
    } else {
        let text = "expected `column`, `primary key`, `unique`, `index` or `foreign key`";
        return Err(input.error(text));
    }
    Ok(())
}

fn parse_column(input: ParseStream<'_>) -> Result<Column> {
    let name = parse_name(input)?;
    input.parse::<Token![:]>()?;
    let sql_type = input.parse()?;
    let collation = parse_collation(input)?;
    let not_null = accept(input, "not");
    if not_null {
        require(input, "null")?;
    }
    let fill = if accept(input, "default") {
        Fill::Default
    } else if accept(input, "generated") {
        Fill::Generated
    } else {
        Fill::None
    };
    Ok(Column {
        name,
        sql_type,
        not_null,
        fill,
        collation,
    })
}

fn parse_index(input: ParseStream<'_>, kind: IndexKind) -> Result<Index> {
    let name = parse_optional_name(input)?;
    let keys = parse_list(input, parse_key)?;
    let nulls_not_distinct = accept(input, "nulls");
    if nulls_not_distinct {
        require(input, "not")?;
        require(input, "distinct")?;
    }
    let predicate = if accept(input, "where") {
        Some(input.parse()?)
    } else {
        None
    };
    let timing = parse_timing(input);
    let valid = !accept(input, "invalid");
    let ready = !accept(input, "not");
    if !ready {
        require(input, "ready")?;
    }
    let exclusion = accept(input, "exclusion");
    Ok(Index {
        kind,
        name,
        keys,
        nulls_not_distinct,
        predicate,
        timing,
        valid,
        ready,
        exclusion,
    })
}

fn parse_key(input: ParseStream<'_>) -> Result<Key> {
    let part = if input.peek(Ident::peek_any) && input.peek2(LitStr) && accept(input, "expr") {
        KeyPart::Expression(input.parse()?)
    } else {
        KeyPart::Column(parse_name(input)?)
    };
    let prefix = if accept(input, "prefix") {
        Some(input.parse()?)
    } else {
        None
    };
    Ok(Key {
        part,
        prefix,
        collation: parse_collation(input)?,
    })
}

fn parse_foreign_key(input: ParseStream<'_>) -> Result<ForeignKey> {
    let name = parse_optional_name(input)?;
    let columns = parse_list(input, parse_name)?;
    require(input, "references")?;
    let (ref_schema, ref_table) = parse_qualified(input)?;
    let ref_columns = parse_list(input, parse_name)?;
    let mut on_delete = Action::NoAction;
    let mut on_update = Action::NoAction;
    while accept(input, "on") {
        if accept(input, "delete") {
            on_delete = parse_action(input)?;
        } else {
            require(input, "update")?;
            on_update = parse_action(input)?;
        }
    }
    let timing = parse_timing(input);
    let validated = !accept(input, "not");
    if !validated {
        require(input, "valid")?;
    }
    Ok(ForeignKey {
        name,
        columns,
        ref_schema,
        ref_table,
        ref_columns,
        on_delete,
        on_update,
        timing,
        validated,
    })
}

fn parse_action(input: ParseStream<'_>) -> Result<Action> {
    if accept(input, "cascade") {
        Ok(Action::Cascade)
    } else if accept(input, "restrict") {
        Ok(Action::Restrict)
    } else if accept(input, "set") {
        if accept(input, "null") {
            Ok(Action::SetNull)
        } else {
            require(input, "default")?;
            Ok(Action::SetDefault)
        }
    } else {
        Err(input.error("expected `cascade`, `restrict`, `set null` or `set default`"))
    }
}

fn parse_timing(input: ParseStream<'_>) -> Timing {
    if accept(input, "deferrable") {
        Timing::Deferrable
    } else if accept(input, "deferred") {
        Timing::Deferred
    } else {
        Timing::Immediate
    }
}

fn parse_collation(input: ParseStream<'_>) -> Result<Option<LitStr>> {
    if accept(input, "collate") {
        input.parse().map(Some)
    } else {
        Ok(None)
    }
}

fn parse_list<T>(input: ParseStream<'_>, item: fn(ParseStream<'_>) -> Result<T>) -> Result<Vec<T>> {
    let content;
    let parentheses = parenthesized!(content in input);
    let list = Punctuated::<T, Token![,]>::parse_terminated_with(&content, item)?;
    if list.is_empty() {
        return Err(Error::new(
            parentheses.span.join(),
            "expected at least one name",
        ));
    }
    Ok(list.into_iter().collect())
}

/// Reads `name` or `schema.name`.
fn parse_qualified(input: ParseStream<'_>) -> Result<(Option<Name>, Name)> {
    let first = parse_name(input)?;
    if input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        return Ok((Some(first), parse_name(input)?));
    }
    Ok((None, first))
}

fn parse_optional_name(input: ParseStream<'_>) -> Result<Option<Name>> {
    if input.peek(token::Paren) {
        return Ok(None);
    }
    parse_name(input).map(Some)
}

/// Reads a name: a word, or in quotes what is not a word of Rust.
fn parse_name(input: ParseStream<'_>) -> Result<Name> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        return Ok(Name {
            text: literal.value(),
            span: literal.span(),
        });
    }
    let word = input.call(Ident::parse_any)?;
    Ok(Name {
        text: word.unraw().to_string(),
        span: word.span(),
    })
}

/// Takes the word if it comes next.
fn accept(input: ParseStream<'_>, word: &str) -> bool {
    let ahead = input.fork();
    let matches = ahead
        .call(Ident::parse_any)
        .is_ok_and(|found| found == word);
    matches && input.call(Ident::parse_any).is_ok()
}

pub(super) fn require(input: ParseStream<'_>, word: &str) -> Result<Span> {
    let span = input.span();
    if accept(input, word) {
        return Ok(span);
    }
    Err(input.error(format!("expected `{word}`")))
}
