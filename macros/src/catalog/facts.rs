//! The facts of a table as a constant.

use camshaft_syntax::catalog::{
    Action, Backend, Column, Fill, ForeignKey, Index, Key, KeyPart, Name, Table, TableKind, Timing,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// The variant of the runtime's `Backend`, which is also the name of its marker.
pub(super) fn variant(backend: Backend) -> Ident {
    let name = match backend {
        Backend::Postgres => "Postgres",
        Backend::Mysql => "Mysql",
        Backend::Sqlite => "Sqlite",
    };
    Ident::new(name, Span::call_site())
}

/// The table as an expression.
pub(super) fn expand_table(table: &Table, backend: Backend) -> TokenStream {
    let kind = match table.kind {
        TableKind::Table => quote!(Table),
        TableKind::View => quote!(View),
        TableKind::MaterializedView => quote!(MaterializedView),
    };
    let schema = expand_schema(table.schema.as_ref(), backend);
    let (inherited, rules) = (table.inherited, table.rules);
    let name = &table.name.text;
    let columns = table.columns.iter().map(expand_column);
    let indexes = table.indexes.iter().map(expand_index);
    let foreign_keys = table
        .foreign_keys
        .iter()
        .map(|foreign_key| expand_foreign_key(foreign_key, backend));
    quote! {
        Table {
            schema: #schema,
            name: #name,
            kind: TableKind::#kind,
            without_rowid: false,
            inherited: #inherited,
            rules: #rules,
            columns: &[#(#columns),*],
            indexes: &[#(#indexes),*],
            foreign_keys: &[#(#foreign_keys),*],
        }
    }
}

/// The name of a schema; the runtime knows which one is the default.
fn expand_schema(schema: Option<&Name>, backend: Backend) -> TokenStream {
    let backend = variant(backend);
    schema.map_or_else(
        || quote!(Backend::#backend.default_schema()),
        |Name { text, .. }| quote!(#text),
    )
}

fn expand_column(column: &Column) -> TokenStream {
    let Column {
        name,
        sql_type,
        not_null,
        fill,
        collation,
    } = column;
    let name = &name.text;
    let fill = match fill {
        Fill::None => quote!(None),
        Fill::Default => quote!(Default),
        Fill::Generated => quote!(Generated),
    };
    let collation = expand_option(collation.as_ref());
    quote! {
        Column {
            name: #name,
            sql_type: #sql_type,
            not_null: #not_null,
            fill: Fill::#fill,
            collation: #collation,
        }
    }
}

fn expand_index(index: &Index) -> TokenStream {
    let name = expand_option(index.name.as_ref().map(|name| &name.text));
    let keys = index.keys.iter().map(expand_key);
    let unique = index.is_unique();
    let primary = index.is_primary();
    let mut rest = TokenStream::new();
    if index.nulls_not_distinct {
        rest.extend(quote!(nulls_not_distinct: true,));
    }
    if let Some(predicate) = &index.predicate {
        rest.extend(quote!(predicate: Some(#predicate),));
    }
    if index.timing != Timing::Immediate {
        let timing = expand_timing(index.timing);
        rest.extend(quote!(timing: #timing,));
    }
    if !index.valid {
        rest.extend(quote!(valid: false,));
    }
    if !index.ready {
        rest.extend(quote!(ready: false,));
    }
    if index.exclusion {
        let name = index.name.as_ref().map_or("", |name| name.text.as_str());
        rest.extend(quote! {
            constraint: Some(Constraint { name: #name, kind: ConstraintKind::Exclusion }),
        });
    }
    quote! {
        Index {
            name: #name,
            unique: #unique,
            primary: #primary,
            keys: &[#(#keys),*],
            #rest
            ..Index::PLAIN
        }
    }
}

fn expand_key(key: &Key) -> TokenStream {
    let base = match &key.part {
        KeyPart::Column(Name { text, .. }) => quote!(Key::column(#text)),
        KeyPart::Expression(text) => quote!(Key::expression(#text)),
    };
    if key.prefix.is_none() && key.collation.is_none() {
        return base;
    }
    let prefix = expand_option(key.prefix.as_ref());
    let collation = expand_option(key.collation.as_ref());
    quote!(Key { prefix: #prefix, collation: #collation, ..#base })
}

fn expand_foreign_key(foreign_key: &ForeignKey, backend: Backend) -> TokenStream {
    let name = expand_option(foreign_key.name.as_ref().map(|name| &name.text));
    let columns = foreign_key.columns.iter().map(|name| &name.text);
    let ref_columns = foreign_key.ref_columns.iter().map(|name| &name.text);
    let ref_schema = expand_schema(foreign_key.ref_schema.as_ref(), backend);
    let ref_table = &foreign_key.ref_table.text;
    let on_delete = expand_action(foreign_key.on_delete);
    let on_update = expand_action(foreign_key.on_update);
    let timing = expand_timing(foreign_key.timing);
    let validated = foreign_key.validated;
    quote! {
        ForeignKey {
            name: #name,
            columns: &[#(#columns),*],
            ref_schema: #ref_schema,
            ref_table: #ref_table,
            ref_columns: &[#(#ref_columns),*],
            on_delete: #on_delete,
            on_update: #on_update,
            timing: #timing,
            validated: #validated,
        }
    }
}

fn expand_action(action: Action) -> TokenStream {
    match action {
        Action::NoAction => quote!(ReferentialAction::NoAction),
        Action::Restrict => quote!(ReferentialAction::Restrict),
        Action::Cascade => quote!(ReferentialAction::Cascade),
        Action::SetNull => quote!(ReferentialAction::SetNull),
        Action::SetDefault => quote!(ReferentialAction::SetDefault),
    }
}

fn expand_timing(timing: Timing) -> TokenStream {
    match timing {
        Timing::Immediate => quote!(Timing::Immediate),
        Timing::Deferrable => quote!(Timing::Deferrable),
        Timing::Deferred => quote!(Timing::Deferred),
    }
}

fn expand_option<T: quote::ToTokens>(value: Option<&T>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
