//! A backend has one section.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

camshaft::catalog! {
    schema = crate;
    sqlite {}
    sqlite {}
}

fn main() {}
