//! The items of a table: columns, indexes and foreign keys.

use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Result, Token};

use super::words::{accept, parse_list, parse_name, parse_optional_name, parse_qualified, require};
use super::{Action, Column, Fill, ForeignKey, Index, IndexKind, Key, KeyPart, Table, Timing};

/// Reads one item, without its semicolon.
pub(super) fn parse_item(input: ParseStream<'_>, table: &mut Table) -> Result<()> {
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
