//! Cases of SQLite.

mod busy;
mod classes;
mod collation;
mod merge;
mod numbers;
mod prepare;
mod stress;
mod upsert;
mod verify;
mod violation;
