//! Which SQL type `schema.rs` declares: answered for one type at a time, at compile time.

use std::marker::PhantomData;

use diesel::sql_types::{Nullable, Text};

/// An SQL type. `IS_TEXT` of `Text` is its own constant; that of every other type is [`NotText`]'s.
#[derive(Debug, Clone, Copy)]
pub struct Declared<ST>(PhantomData<ST>);

impl Declared<Text> {
    /// It is a text.
    pub const IS_TEXT: bool = true;
}

impl Declared<Nullable<Text>> {
    /// It is a text.
    pub const IS_TEXT: bool = true;
}

/// The answer for every type without a constant of its own.
pub trait NotText {
    /// It is no text.
    const IS_TEXT: bool = false;
}

impl<ST> NotText for Declared<ST> {}
