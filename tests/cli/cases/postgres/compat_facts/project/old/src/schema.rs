diesel::table! {
    users (id) {
        id -> Integer,
        email -> Text,
        name -> Text,
        total -> Numeric,
        status -> crate::schema::sql_types::Status,
        home -> Nullable<crate::schema::sql_types::Place>,
        seen_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    notes (id) {
        id -> Integer,
        user_id -> Integer,
    }
}
