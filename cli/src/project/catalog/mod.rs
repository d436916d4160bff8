//! Catalog files: the files with a `catalog!`.

mod lower;
mod printed;
mod section;

use syn::visit::{self, Visit};
use syn::{File, Macro};

pub(crate) use printed::{read, read_section};
pub(crate) use section::merged;

/// Returns the calls of `catalog!` in a file.
fn calls(file: &File) -> Vec<&Macro> {
    let mut finder = Finder { found: Vec::new() };
    finder.visit_file(file);
    finder.found
}

struct Finder<'ast> {
    found: Vec<&'ast Macro>,
}

impl<'ast> Visit<'ast> for Finder<'ast> {
    fn visit_macro(&mut self, call: &'ast Macro) {
        let name = call.path.segments.last();
        if name.is_some_and(|it| it.ident == "catalog") {
            self.found.push(call);
        }
        visit::visit_macro(self, call);
    }
}
