//! Cases of SQLite.

mod busy;
mod collation;
mod prepare;
mod stress;
