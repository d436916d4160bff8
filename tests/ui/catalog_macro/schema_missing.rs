//! A catalog names its schema module.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

camshaft::catalog! {
    sqlite {}
}

fn main() {}
