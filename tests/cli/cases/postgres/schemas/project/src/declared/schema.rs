pub mod audit {
    diesel::table! {
        audit.events (id) {
            id -> Integer,
            user_id -> Nullable<Integer>,
        }
    }

    diesel::table! {
        #[sql_name = "users"]
        audit.accounts (id) {
            id -> Integer,
        }
    }
}

diesel::table! {
    users (id) {
        id -> Integer,
    }
}

diesel::table! {
    keyless (a) {
        a -> Integer,
    }
}
