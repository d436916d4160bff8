//! Sections are called after backends.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

camshaft::catalog! {
    schema = crate;
    oracle {}
}

fn main() {}
