diesel::table! {
    users (id) {
        id -> Integer,
        email -> Text,
        name -> Text,
        nick -> Text,
        note -> Nullable<Text>,
        level -> Integer,
        status -> crate::schema::sql_types::Status,
        team_id -> Nullable<Integer>,
    }
}

diesel::table! {
    tickets (id) {
        id -> Integer,
        first -> Text,
        second -> Text,
    }
}

diesel::table! {
    archive (id) {
        id -> Integer,
        body -> Text,
    }
}
