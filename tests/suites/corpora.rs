//! The catalogs of real projects.
