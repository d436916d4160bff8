//! A table consists of known items.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

camshaft::catalog! {
    schema = crate;
    sqlite {
        table users {
            colum id: "BIGINT";
        }
    }
}

fn main() {}
