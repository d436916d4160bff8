//! Facts to constants and impls.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use std::collections::BTreeMap;

use super::facts::{
    Action, Backend, Column, Fill, ForeignKey, Index, IndexKind, Input, Key, KeyPart, Name,
    Section, Table, TableKind, Timing,
};
use super::salvage::Salvaged;
use crate::place::at;

/// One constant a table and backend, one `InCatalog` a table, one `CatalogFor` a table and backend.
pub(super) fn expand_catalog(input: &Input) -> TokenStream {
    let facts = input.krate_catalog();
    let mut constants = TokenStream::new();
    let mut catalogs = TokenStream::new();
    let mut tables: BTreeMap<String, Described> = BTreeMap::new();
    for (nth, section) in input.sections.iter().enumerate() {
        let attributes = &section.attributes;
        let backend = section.backend.ident();
        let mut members = TokenStream::new();
        for (position, table) in section.tables.iter().enumerate() {
            let name = format_ident!("TABLE_{}_{}", nth, position);
            let value = expand_table(table, section.backend);
            constants.extend(quote! {
                #(#attributes)*
                const #name: Table<'static> = #value;
            });
            let path = input.table_path(table);
            members.extend(quote! {
                #facts::table_on(<#path as #facts::InCatalog>::FACTS, #facts::Backend::#backend),
            });
            let described = tables
                .entry(path.to_string())
                .or_insert_with(|| Described::new(path, table.name.span));
            described.add(section, &name, &facts);
        }
        catalogs.extend(quote! {
            #(#attributes)*
            #facts::Catalog { backend: #facts::Backend::#backend, tables: &[#members] },
        });
    }
    let described = tables.values().map(|described| described.expand(&facts));
    let import = input.import();
    quote! {
        const _: () = {
            #import
            #[allow(unused_imports)]
            use #facts::{
                Column, Fill, ForeignKey, Index, Key, ReferentialAction, Table, TableKind, Timing,
            };
            #[allow(unused_imports)]
            use ::core::option::Option::{None, Some};
            // Its own in each catalog: a table that is in two of them is one error.
            #[allow(dead_code)]
            struct __Never;
            #constants
            #(#described)*
        };

        /// The facts that were read from the databases of this schema.
        #[allow(dead_code, unreachable_pub)]
        pub const CATALOG: &[#facts::Catalog<'static>] = {
            #import
            &[#catalogs]
        };
    }
}

/// The fault, and the impls of the tables that can be made out: constants with an error in them
/// raise no other where they are used.
pub(super) fn expand_fault(fault: &syn::Error, salvaged: Option<&Salvaged>) -> TokenStream {
    let error = fault.to_compile_error();
    let Some(Salvaged { input, tables }) = salvaged else {
        return error;
    };
    let facts = input.krate_catalog();
    let paths: BTreeMap<String, TokenStream> = tables
        .iter()
        .map(|table| input.table_path(table))
        .map(|path| (path.to_string(), path))
        .collect();
    let impls = paths.values().map(|path| {
        let markers = [Backend::Postgres, Backend::Mysql, Backend::Sqlite].map(Backend::ident);
        quote! {
            impl #facts::InCatalog for #path {
                const FACTS: &'static [#facts::Described] = __FAULT;
            }
            #(impl #facts::CatalogFor<#facts::marker::#markers> for #path {})*
        }
    });
    let import = input.import();
    let first = paths.values().next().into_iter();
    quote! {
        const _: () = {
            #import
            const __FAULT: &'static [#facts::Described] = { #error };
            #(#impls)*
        };

        #[doc(hidden)]
        #[allow(dead_code, unreachable_pub)]
        pub const CATALOG: &[#facts::Catalog<'static>] = {
            #import
            #(let _ = <#first as #facts::InCatalog>::FACTS;)*
            &[]
        };
    }
}

/// A table of the schema with its facts on every backend.
struct Described {
    path: TokenStream,
    /// The place of its name.
    span: Span,
    entries: TokenStream,
    impls: TokenStream,
}

impl Described {
    fn new(path: TokenStream, span: Span) -> Self {
        Self {
            path,
            span,
            entries: TokenStream::new(),
            impls: TokenStream::new(),
        }
    }

    fn add(&mut self, section: &Section, constant: &Ident, facts: &TokenStream) {
        let path = &self.path;
        let attributes = &section.attributes;
        let backend = section.backend.ident();
        self.entries.extend(quote! {
            #(#attributes)*
            #facts::Described { backend: #facts::Backend::#backend, table: #constant },
        });
        self.impls.extend(quote! {
            #(#attributes)*
            #[diagnostic::do_not_recommend]
            impl #facts::CatalogFor<#facts::marker::#backend> for #path {}
        });
    }

    fn expand(&self, facts: &TokenStream) -> TokenStream {
        let Self {
            path,
            span,
            entries,
            impls,
        } = self;
        // Where another catalog has the table too, rustc points at the head.
        let head = at(*span, quote!(impl #facts::InCatalog for));
        quote! {
            #[diagnostic::do_not_recommend]
            #head #path {
                const FACTS: &'static [#facts::Described] = &[#entries];
            }
            #[diagnostic::do_not_recommend]
            impl #facts::CatalogFor<__Never> for #path {}
            #impls
        }
    }
}

impl Input {
    fn krate_catalog(&self) -> TokenStream {
        let krate = &self.krate;
        quote!(#krate::catalog)
    }

    /// The import of the schema: one that is not there is one error, not one for each table.
    fn import(&self) -> TokenStream {
        let schema = &self.schema;
        if self.is_imported() {
            // Where it is not there, rustc points at the statement.
            let span = schema
                .segments
                .last()
                .map_or_else(Span::call_site, |last| last.ident.span());
            quote_spanned!(span=> #[allow(unused_imports)] use #schema as __schema;)
        } else {
            TokenStream::new()
        }
    }

    /// Returns true for a module by its path; `crate` and the like are there always.
    fn is_imported(&self) -> bool {
        let last = self.schema.segments.last();
        let is_module = last.is_some_and(|last| {
            last.ident != "crate" && last.ident != "super" && last.ident != "self"
        });
        is_module && self.schema.segments.len() > 1
    }

    fn schema(&self) -> TokenStream {
        if self.is_imported() {
            quote!(__schema)
        } else {
            let schema = &self.schema;
            quote!(#schema)
        }
    }

    /// `schema::users::table`, or `schema::audit::events::table` outside of the default schema.
    fn table_path(&self, table: &Table) -> TokenStream {
        let schema = self.schema();
        let module = table
            .module
            .clone()
            .unwrap_or_else(|| rust_ident(&table.name.text, table.name.span));
        let outer = table
            .schema
            .iter()
            .map(|name| rust_ident(&name.text, name.span));
        let last = quote_spanned!(table.name.span=> :: table);
        quote!(#schema #(::#outer)* :: #module #last)
    }
}

/// The identifier for a name; a raw one for a keyword.
fn rust_ident(name: &str, span: Span) -> Ident {
    let plain = syn::parse_str::<Ident>(name).is_ok();
    let raw = !plain && syn::parse_str::<Ident>(&format!("r#{name}")).is_ok();
    if raw {
        Ident::new_raw(name, span)
    } else if plain {
        Ident::new(name, span)
    } else {
        // What print-catalog and diesel print-schema make of a name that is no identifier.
        let words = name.replace(|c: char| !c.is_alphanumeric(), "_");
        Ident::new(&format!("_{words}"), span)
    }
}

impl Backend {
    fn ident(self) -> Ident {
        let name = match self {
            Self::Postgres => "Postgres",
            Self::Mysql => "Mysql",
            Self::Sqlite => "Sqlite",
        };
        Ident::new(name, Span::call_site())
    }

    const fn default_schema(self) -> &'static str {
        match self {
            Self::Postgres => "public",
            Self::Mysql => "",
            Self::Sqlite => "main",
        }
    }
}

fn expand_table(table: &Table, backend: Backend) -> TokenStream {
    let kind = match table.kind {
        TableKind::Table => quote!(Table),
        TableKind::View => quote!(View),
        TableKind::MaterializedView => quote!(MaterializedView),
    };
    let schema = schema_name(table.schema.as_ref(), backend);
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

fn schema_name(schema: Option<&Name>, backend: Backend) -> String {
    schema.map_or_else(
        || backend.default_schema().to_owned(),
        |name| name.text.clone(),
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
    let unique = index.kind != IndexKind::Plain && !index.exclusion;
    let primary = index.kind == IndexKind::PrimaryKey;
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
        rest.extend(quote!(method: "exclusion",));
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
    let ref_schema = schema_name(foreign_key.ref_schema.as_ref(), backend);
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
