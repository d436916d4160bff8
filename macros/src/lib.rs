//! The derive and the catalog macro of `camshaft`; use them through that crate.
