//! Where rustc points.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// The same tokens at another place, so that an error points there; they mean what they meant.
pub(crate) fn at(place: Span, tokens: TokenStream) -> TokenStream {
    let relocated = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = token {
            let stream = at(place, group.stream());
            token = Group::new(group.delimiter(), stream).into();
        }
        // Only the position is another: names are resolved at the call site, as before.
        token.set_span(place.resolved_at(Span::call_site()));
        token
    });
    relocated.collect()
}
