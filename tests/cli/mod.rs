//! Each folder in `cases/sqlite`, `cases/postgres` and `cases/mysql` is a case:
//!
//! * `input.sql` makes the database (`support::script` tells its parts);
//! * `project/` is what the folder of the project holds at first;
//! * `steps` are lines: a command, `sql: ..` to change the database in between, or `rows: ..` to show
//!   rows of it; `[run]` is the run of the last merge;
//! * `expected.txt` is what the commands say, their exit codes, and the files they write.
//!
//! `CAMSHAFT_BLESS=1` writes `expected.txt` anew. Every catalog is also given to rustfmt.

mod case;
mod compat;
mod drift;
mod errors;
mod held;
mod index;
mod merge;
mod rows;
mod steps;
mod transcript;

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;
#[cfg(feature = "postgres")]
mod stale;
