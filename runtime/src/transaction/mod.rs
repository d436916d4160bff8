//! The transactions that a call owns: their begin, and the bracket that commits or rolls back.

#[cfg(feature = "async")]
mod async_;
mod begin;
mod blocking;
mod scope;

#[cfg(feature = "async")]
pub(crate) use async_::{
    begin as begin_async, begin_within as begin_within_async, conclude as conclude_async,
    is_broken as is_broken_async, roll_back as roll_back_async,
};
pub(crate) use begin::Begun;
pub(crate) use blocking::{begin, begin_within, conclude, is_broken, is_in_transaction, roll_back};
pub(crate) use scope::Scope;
