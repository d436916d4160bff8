//! A table stands in a section once.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

camshaft::catalog! {
    schema = crate;
    sqlite {
        table users {
            column id: "BIGINT";
        }
        table users {
            column id: "BIGINT";
        }
    }
}

fn main() {}
