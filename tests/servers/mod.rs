//! Servers that a test starts itself, so that it may restart them, and a proxy that loses messages.
//!
//! Each product has a folder here, which a suite takes in as `own`. Nothing here knows a client library: cases ask a
//! server through connections of their own.

mod dialogue;
mod home;
mod process;
mod proxy;
mod server;
mod tests;

pub(crate) use dialogue::{Dialogue, Reply};
pub(crate) use home::{Home, command, variable};
pub(crate) use process::run;
pub(crate) use proxy::{Fault, Proxy};
pub(crate) use server::{Durability, End, Kind, Server};
