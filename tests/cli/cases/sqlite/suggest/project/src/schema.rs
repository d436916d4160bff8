diesel::table! {
    users (id) {
        #[sql_name = "id"]
        key -> Integer,
        email -> Nullable<Text>,
    }
}

diesel::table! {
    #[sql_name = "user_details"]
    details (user_id) {
        user_id -> Integer,
    }
}
