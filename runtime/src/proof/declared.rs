//! The SQL type that `schema.rs` declares: answered for one type at a time, at compile time.

use std::marker::PhantomData;

use diesel::sql_types::{IntoNullable, Nullable, Text};

/// An SQL type, made nullable. `IS_TEXT` of `Text` is its own constant; that of every other type is
/// [`NotText`]'s.
#[derive(Debug, Clone, Copy)]
pub struct Declared<ST>(PhantomData<ST>);

// One impl only: with two, rustc would add its own error to that of a type it cannot find out.
impl Declared<Nullable<Text>> {
    /// True for a text.
    pub const IS_TEXT: bool = true;
}

/// The answer for every type without a constant of its own.
pub trait NotText {
    /// False for any other type.
    const IS_TEXT: bool = false;
}

impl<ST> NotText for Declared<ST> {}

/// The SQL type of a column, made nullable.
pub type DeclaredType<C> = <diesel::dsl::SqlTypeOf<C> as IntoNullable>::Nullable;
