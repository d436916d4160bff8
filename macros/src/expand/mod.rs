//! Meaning to code. Cannot fail: whatever could is settled in `check`.

mod accessor;
mod alias;
mod docs;
mod insert;
mod key;
mod marker;
mod pending;
mod relation;
mod stub;
mod survivor;
mod target;
mod unique_all;
mod violation;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericParam, Generics, TypeParamBound, WherePredicate, parse_quote};

use crate::checked::Model;
use crate::place::at;
use relation::Relation;

/// Everything the derive emits for a model.
pub(crate) fn expand_model(model: &Model) -> TokenStream {
    let scope = Scope::new(model);
    let uniques = model.uniques.iter().map(Relation::of_unique);
    let has_ones = model.has_ones.iter().map(Relation::of_has_one);
    let relations: Vec<_> = uniques.chain(has_ones).collect();
    let relations = relations
        .iter()
        .map(|it| relation::expand_relation(it, &scope));
    let pendings = model
        .pendings
        .iter()
        .map(|it| pending::expand_pending(it, &scope));
    let accessors = accessor::expand_accessors(&scope);
    let all = unique_all::expand_unique_all(&scope);
    let insert = insert::expand_insert(&scope);
    let violation = violation::expand_unique_keys(&scope);
    let survivor = survivor::expand_survivor(&scope);
    let aliases = alias::expand_aliases(&scope);
    let stubs = model
        .stubs
        .iter()
        .map(|stub| stub::expand_stub(stub, &scope));
    quote! {
        #(#relations)*
        #(#pendings)*
        #accessors
        #all
        #insert
        #violation
        #survivor
        #aliases
        #(#stubs)*
    }
}

/// The context that all parts of an expansion share.
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

/// Returns whether a predicate holds without the struct's lifetimes.
fn names_no_lifetime(predicate: &WherePredicate) -> bool {
    match predicate {
        WherePredicate::Type(predicate) => predicate
            .bounds
            .iter()
            .all(|bound| !matches!(bound, TypeParamBound::Lifetime(_))),
        _ => false,
    }
}
