//! Cases of PostgreSQL.

mod race;
