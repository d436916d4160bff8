diesel::table! {
    users (id) {
        id -> Integer,
        email -> Text,
        name -> Text,
        nick -> Text,
        level -> Integer,
        team_id -> Nullable<Integer>,
    }
}

diesel::table! {
    teams (id) {
        id -> Integer,
        name -> Text,
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
