diesel::table! {
    users (id) {
        id -> Integer,
        email -> Text,
        name -> Text,
        bio -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    notes (id) {
        id -> Integer,
        user_id -> Integer,
    }
}
