//! Connections of diesel-async.

#[macro_use]
#[path = "../../../flavours/async_.rs"]
pub(crate) mod flavour;

pub(crate) mod mysql;
pub(crate) mod postgres;

pub(crate) use tokio::time::sleep as pause;
