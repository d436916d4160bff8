//! Meaning to code. Cannot fail: whatever could is settled in `check`.

mod accessor;
mod alias;
mod docs;
mod relation;
mod stub;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{GenericParam, Generics, Lifetime, TypeParamBound, WherePredicate};

use crate::checked::{Accessor, Model, Relation};

/// Everything the derive emits for a model.
pub(crate) fn expand_model(model: &Model) -> TokenStream {
    let scope = Scope::new(model);
    let relations = expand_relations(&scope);
    let all = relation::expand_all_declared(&scope);
    let aliases = alias::expand_aliases(&scope);
    let stubs = model
        .stubs
        .iter()
        .map(|stub| stub::expand_stub(stub, &scope));
    quote! {
        #relations
        #all
        #aliases
        #(#stubs)*
    }
}

fn expand_relations(scope: &Scope<'_>) -> TokenStream {
    let relations = &scope.model.relations;
    let types = relations.iter().map(|it| relation::expand_types(it, scope));
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

/// The same tokens at another place, so that an error points there; they mean what they meant.
fn at(place: Span, tokens: TokenStream) -> TokenStream {
    let relocated = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = token {
            let stream = at(place, group.stream());
            token = Group::new(group.delimiter(), stream).into();
        }
        token.set_span(place.resolved_at(Span::call_site()));
        token
    });
    relocated.collect()
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
                let is_bound =
                    |bound: &TypeParamBound| !matches!(bound, TypeParamBound::Lifetime(_));
                parameter.bounds = parameter
                    .bounds
                    .clone()
                    .into_iter()
                    .filter(is_bound)
                    .collect();
                let lifetime = Lifetime::new("'static", Span::call_site());
                parameter.bounds.push(lifetime.into());
            }
            GenericParam::Const(parameter) => {
                parameter.eq_token = None;
                parameter.default = None;
            }
            GenericParam::Lifetime(_) => {}
        }
    }
    if let Some(clause) = &mut generics.where_clause {
        let predicates = clause.predicates.clone().into_iter();
        clause.predicates = predicates.filter(names_no_lifetime).collect();
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
            Self::HasOne { names, .. } | Self::By { names, .. } => Some(names),
            Self::None => None,
        }
    }
}

impl Relation {
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
            Accessor::None => Vec::new(),
        }
    }
}
