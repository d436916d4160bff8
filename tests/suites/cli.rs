//! The command `camshaft` on real databases.

#[path = "../cli/mod.rs"]
mod cli;
#[path = "../support/mod.rs"]
mod support;
