//! Items end with a semicolon.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

camshaft::catalog! {
    schema = crate;
    sqlite {
        table users {
            column id: "BIGINT"
            primary key (id);
        }
    }
}

fn main() {}
