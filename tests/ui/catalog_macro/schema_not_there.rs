//! The schema module of a catalog exists.

diesel::table! {
    users (id) {
        id -> BigInt,
    }
}

camshaft::catalog! {
    schema = crate::shcema;
    sqlite {
        table users { column id: "BIGINT"; primary key (id); }
        table user_details { column id: "BIGINT"; primary key (id); }
    }
}

#[derive(diesel::Queryable, diesel::Selectable, camshaft::Model)]
#[camshaft(unique(id))]
pub struct User {
    pub id: i64,
}

fn main() {}
