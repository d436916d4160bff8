diesel::table! {
    users (id) {
        id -> Integer,
        email -> Text,
        name -> Text,
    }
}

diesel::table! {
    notes (id) {
        id -> Integer,
        user_id -> Integer,
    }
}
