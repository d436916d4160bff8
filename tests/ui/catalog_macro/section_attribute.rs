//! A section takes `cfg` only.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

camshaft::catalog! {
    schema = crate;
    #[allow(dead_code)]
    sqlite {}
}

fn main() {}
