//! An index has a key.

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
            primary key ();
        }
    }
}

fn main() {}
