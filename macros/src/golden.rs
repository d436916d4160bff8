//! Expansions, printed and compared: they are read as documentation of what is generated.
//!
//! `CAMSHAFT_BLESS=1 cargo test -p camshaft-macros` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Item, parse_quote};

const BLESS: &str = "CAMSHAFT_BLESS";

#[test]
fn every_expansion_is_as_printed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expansions");
    let inputs = inputs_in(&folder);
    assert!(!inputs.is_empty(), "no input in {}", folder.display());
    let different: Vec<_> = inputs
        .iter()
        .filter(|input| !is_as_printed(input))
        .collect();
    assert!(
        different.is_empty(),
        "the expansions of {different:#?} differ: `{BLESS}=1` writes them anew"
    );
}

fn inputs_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut inputs: Vec<_> = paths.filter(|path| !is_output(path)).collect();
    inputs.sort();
    inputs
}

fn is_output(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".expanded.rs")
}

fn is_as_printed(input: &Path) -> bool {
    let output = input.with_extension("expanded.rs");
    let source = syn::parse_file(&fs::read_to_string(input).unwrap()).unwrap();
    let items = source.items.into_iter().map(expand);
    let expanded: syn::File = parse_quote!(#(#items)*);
    let printed = prettyplease::unparse(&expanded);
    if std::env::var_os(BLESS).is_some() {
        fs::write(&output, &printed).unwrap();
    }
    fs::read_to_string(&output).is_ok_and(|expected| expected == printed)
}

/// Expands a model or a catalog.
fn expand(item: Item) -> TokenStream {
    match item {
        Item::Struct(model) => crate::derive(syn::parse2(model.into_token_stream()).unwrap()),
        Item::Macro(catalog) => {
            let facts = catalog.mac.tokens;
            crate::catalog::catalog(quote!(::camshaft; #facts))
        }
        other => panic!("neither a model nor a catalog: {}", other.to_token_stream()),
    }
}
