//! A table of the catalog is in `schema.rs`.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

camshaft::catalog! {
    schema = crate;
    sqlite {
        table accounts {
            column id: "BIGINT";
        }
    }
}

fn main() {}
