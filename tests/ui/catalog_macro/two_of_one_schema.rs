//! A schema has one catalog.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

mod sqlite {
    camshaft::catalog! {
        schema = crate;
        sqlite { table users { column id: "BIGINT"; primary key (id); } }
    }
}

mod postgres {
    camshaft::catalog! {
        schema = crate;
        postgres { table users { column id: "bigint"; primary key (id); } }
    }
}

fn main() {}
