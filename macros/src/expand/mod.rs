//! Meaning to code. Cannot fail: whatever could is settled in `check`.

mod accessor;
mod alias;
mod docs;
mod insert;
mod key;
mod pending;
mod relation;
mod stub;
mod survivor;
mod target;
mod types;
mod violation;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericParam, Generics, TypeParamBound, WherePredicate, parse_quote};

use crate::checked::{Accessor, Columns, Model, Relation};
use crate::place::at;

/// Everything the derive emits for a model.
pub(crate) fn expand_model(model: &Model) -> TokenStream {
    let scope = Scope::new(model);
    let relations = expand_relations(&scope);
    let all = relation::expand_all_declared(&scope);
    let insert = insert::expand_insert(&scope);
    let violation = violation::expand_unique_keys(&scope);
    let survivor = survivor::expand_survivor(&scope);
    let aliases = alias::expand_aliases(&scope);
    let stubs = model
        .stubs
        .iter()
        .map(|stub| stub::expand_stub(stub, &scope));
    quote! {
        #relations
        #all
        #insert
        #violation
        #survivor
        #aliases
        #(#stubs)*
    }
}

fn expand_relations(scope: &Scope<'_>) -> TokenStream {
    let relations = &scope.model.relations;
    let types = relations.iter().map(|it| types::expand_types(it, scope));
    let proofs = relations
        .iter()
        .map(|it| relation::expand_relation(it, scope));
    let accessors = relations
        .iter()
        .map(|it| accessor::expand_accessor(it, scope));
    let accessors: TokenStream = accessors.collect();
    let accessors = (!accessors.is_empty()).then(|| scope.expand_methods(&accessors));
    quote! {
        #(#types)*
        #(#proofs)*
        #accessors
    }
}

/// What the pieces of an expansion share.
struct Scope<'a> {
    model: &'a Model,
    /// The hidden module of the runtime crate that holds everything an expansion names.
    private: TokenStream,
    /// The struct's type parameters without lifetimes, each `'static`.
    generics: Generics,
}

impl<'a> Scope<'a> {
    fn new(model: &'a Model) -> Self {
        let krate = &model.krate;
        Self {
            model,
            private: quote!(#krate::private),
            generics: without_lifetimes(&model.generics),
        }
    }

    /// Methods of the struct; a declaration is worth its proof even where they are not called.
    fn expand_methods(&self, methods: &TokenStream) -> TokenStream {
        let name = &self.model.name;
        let (impl_generics, type_generics, where_clause) = self.model.generics.split_for_impl();
        quote! {
            #[automatically_derived]
            #[allow(dead_code)]
            impl #impl_generics #name #type_generics #where_clause {
                #methods
            }
        }
    }

    /// The struct with `'static` for each lifetime: a row that was loaded borrows nothing.
    fn row_type(&self) -> TokenStream {
        let name = &self.model.name;
        let arguments = self
            .model
            .generics
            .params
            .iter()
            .map(|parameter| match parameter {
                GenericParam::Lifetime(_) => quote!('static),
                GenericParam::Type(parameter) => {
                    let name = &parameter.ident;
                    quote!(#name)
                }
                GenericParam::Const(parameter) => {
                    let name = &parameter.ident;
                    quote!(#name)
                }
            });
        if self.model.generics.params.is_empty() {
            return quote!(#name);
        }
        quote!(#name<#(#arguments),*>)
    }
}

fn without_lifetimes(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    // All in the where-clause, as clippy minds bounds of one parameter in two places.
    let mut bounds = Vec::new();
    generics.params = generics
        .params
        .into_iter()
        .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
        .collect();
    for parameter in &mut generics.params {
        match parameter {
            GenericParam::Type(parameter) => {
                parameter.eq_token = None;
                parameter.default = None;
                let inline = std::mem::take(&mut parameter.bounds).into_iter();
                let kept = inline.filter(|bound| !matches!(bound, TypeParamBound::Lifetime(_)));
                let name = &parameter.ident;
                let bound: WherePredicate = parse_quote!(#name: #(#kept +)* 'static);
                bounds.push(bound);
            }
            GenericParam::Const(parameter) => {
                parameter.eq_token = None;
                parameter.default = None;
            }
            GenericParam::Lifetime(_) => {}
        }
    }
    if !bounds.is_empty() || generics.where_clause.is_some() {
        let clause = generics.make_where_clause();
        let predicates = std::mem::take(&mut clause.predicates).into_iter();
        clause.predicates = predicates.filter(names_no_lifetime).chain(bounds).collect();
    }
    generics
}

/// Whether a predicate can stand without the struct's lifetimes.
fn names_no_lifetime(predicate: &WherePredicate) -> bool {
    match predicate {
        WherePredicate::Type(predicate) => predicate
            .bounds
            .iter()
            .all(|bound| !matches!(bound, TypeParamBound::Lifetime(_))),
        _ => false,
    }
}

impl Accessor {
    /// The names of the types, unless there is no accessor.
    const fn names(&self) -> Option<&crate::checked::Names> {
        match self {
            Self::HasOne { names, .. }
            | Self::By { names, .. }
            | Self::Duplicates { names, .. } => Some(names),
            Self::None => None,
        }
    }
}

impl Relation {
    /// Whether nothing is created by it: an expression is no value, and a pending key is only sought.
    const fn is_only_read(&self) -> bool {
        matches!(self.columns, Columns::Expression) || self.pending.is_some()
    }

    /// The values of the key, in the order of its columns.
    fn bound_types(&self) -> Vec<&syn::Type> {
        match &self.accessor {
            Accessor::HasOne { fields, .. } => {
                fields.iter().map(|field| &field.value.bound).collect()
            }
            Accessor::By { arguments, .. } => arguments
                .iter()
                .map(|argument| &argument.value.bound)
                .collect(),
            Accessor::Duplicates { .. } | Accessor::None => Vec::new(),
        }
    }
}
