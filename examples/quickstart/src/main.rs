//! Incident 1: a one-to-one row that two code paths build lazily.
fn main() {}
