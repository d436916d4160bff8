//! The memory that facts borrow from.

use bumpalo::Bump;

/// Owns the texts and lists of a live [`Catalog`](super::Catalog).
///
/// The facts borrow, so that a compiled catalog can be a constant; a live one borrows from here.
#[derive(Debug, Default)]
pub struct Arena(Bump);

impl Arena {
    /// Creates an empty arena.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Copies a text into it.
    #[must_use]
    pub fn text(&self, text: &str) -> &str {
        self.0.alloc_str(text)
    }

    pub(crate) fn optional_text(&self, text: Option<&str>) -> Option<&str> {
        text.map(|text| self.text(text))
    }

    /// Copies texts into it.
    pub fn texts<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> &[&str] {
        let texts: Vec<&str> = texts.into_iter().map(|text| self.text(text)).collect();
        self.slice(&texts)
    }

    /// Copies facts into it.
    #[must_use]
    pub fn slice<T: Copy>(&self, items: &[T]) -> &[T] {
        self.0.alloc_slice_copy(items)
    }
}
