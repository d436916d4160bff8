//! Cases of SQLite.

mod busy;
mod prepare;
mod stress;
