//! A foreign key has a known action.

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
            foreign key (id) references users (id) on delete explode;
        }
    }
}

fn main() {}
