//! A catalog has a section.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

camshaft::catalog! {
    schema = crate;
}

fn main() {}
