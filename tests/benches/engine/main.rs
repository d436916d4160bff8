//! The engine against hand-written Diesel, on the same connections in one process: prints a Markdown table.
//!
//! `tests/run --bench` starts the servers it needs. Words among the arguments choose rows by their
//! server and work; `--quick` takes fewer calls.
#![allow(
    clippy::unused_async,
    reason = "cases are written once, for both flavours"
)]
#![allow(
    clippy::duplicate_mod,
    reason = "cases are written once, for all servers and flavours"
)]

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

mod measure;
mod memory;

/// Counts allocations.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[allow(
    dead_code,
    unused_macros,
    unused_imports,
    reason = "tests need more of them"
)]
mod async_;
#[allow(dead_code, reason = "tests need more of it")]
mod backend;
#[allow(
    dead_code,
    unused_macros,
    unused_imports,
    reason = "tests need more of them"
)]
mod blocking;
#[allow(dead_code, reason = "tests need more of them")]
mod servers;

fn main() {
    let plan = measure::Plan::from_arguments();
    if plan.is_large() {
        backfills(&plan);
        merges(&plan);
    } else {
        calls(&plan);
    }
}

fn calls(plan: &measure::Plan) {
    println!("{}", measure::HEADING);
    blocking::postgres::cases::run("PostgreSQL, diesel", plan);
    async_::postgres::cases::run("PostgreSQL, diesel-async", plan);
    blocking::sqlite::cases::run("SQLite, diesel", plan);
    blocking::sqlite_unsynced::cases::run("SQLite unsynced, diesel", plan);
    blocking::mysql::cases::run("MariaDB, diesel", plan);
    async_::mysql::cases::run("MariaDB, diesel-async", plan);
}

fn backfills(plan: &measure::Plan) {
    println!("{}", blocking::postgres::large::HEADING);
    blocking::postgres::large::run("PostgreSQL, diesel", plan);
    async_::postgres::large::run("PostgreSQL, diesel-async", plan);
    blocking::mysql::large::run("MariaDB, diesel", plan);
    async_::mysql::large::run("MariaDB, diesel-async", plan);
    blocking::sqlite_unsynced::large::run("SQLite unsynced, diesel", plan);
}

fn merges(plan: &measure::Plan) {
    println!("{}", blocking::postgres::merges::HEADING);
    blocking::postgres::merges::run("PostgreSQL, diesel", plan);
    blocking::mysql::merges::run("MariaDB, diesel", plan);
    blocking::sqlite_unsynced::merges::run("SQLite unsynced, diesel", plan);
}
