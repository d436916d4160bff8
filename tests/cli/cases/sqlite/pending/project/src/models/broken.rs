not Rust: unique(email, pending)
