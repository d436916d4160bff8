//! Race-free rows for Diesel, proven at compile time.

pub mod catalog;
