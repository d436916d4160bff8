//! The command `camshaft` on real databases.
