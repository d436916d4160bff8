//! The leaves: modules that every other folder may use, and that know none of them.

pub(crate) mod atomic;
pub(crate) mod catalog;
pub(crate) mod date;
pub(crate) mod inflect;
pub(crate) mod interrupt;
pub(crate) mod path;
pub(crate) mod report;
pub(crate) mod rust_name;
