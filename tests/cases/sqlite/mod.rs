//! Cases of SQLite.
