//! Incident 1 in a web service: sign-ups that race each other, on axum and diesel-async.
//!
//! Read [`models`] and [`accounts`] first: the rest is what any such service has.

pub mod accounts;
/// The guarantees of the tables, as `camshaft print-catalog` writes them, for both servers.
pub mod catalog;
pub mod connection;
pub mod database;
pub mod failure;
pub mod models;
pub mod routes;
mod schema;
