// @generated automatically by Diesel CLI.

diesel::table! {
    Users (id) {
        id -> Integer,
        email -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    #[sql_name = "user posts"]
    posts (id) {
        id -> Integer,
    }
}

diesel::table! {
    recent (id) {
        id -> Integer,
    }
}

diesel::table! {
    __internal (id) {
        id -> Integer,
    }
}

diesel::table! {
    gone (id) {
        id -> Integer,
    }
}

pub mod elsewhere {
    diesel::table! {
        other (id) {
            id -> Integer,
        }
    }
}

diesel::allow_tables_to_appear_in_same_query!(users, posts);
