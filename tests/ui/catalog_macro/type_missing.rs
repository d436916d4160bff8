//! A column has a type.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

camshaft::catalog! {
    schema = crate;
    sqlite {
        table users {
            column id;
        }
    }
}

fn main() {}
