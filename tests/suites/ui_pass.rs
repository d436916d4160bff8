//! What compiles, without a warning.
