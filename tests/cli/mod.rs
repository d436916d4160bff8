//! Each folder in `cases/sqlite` and `cases/postgres` is a case:
//!
//! * `input.sql` makes the database (`support::script` tells its parts);
//! * `project/` is what the folder of the project holds at first;
//! * `steps` are lines: a command, or `sql: ..` to change the database in between;
//! * `expected.txt` is what the commands say, their exit codes, and the files they write.
//!
//! `CAMSHAFT_BLESS=1` writes `expected.txt` anew. Every catalog is also given to rustfmt.

mod case;
mod drift;
mod errors;
mod steps;
mod transcript;

#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;
