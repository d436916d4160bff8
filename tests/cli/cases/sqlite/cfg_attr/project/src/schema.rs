diesel::table! {
    users (id) {
        id -> Integer,
        email -> Text,
        name -> Text,
        plan -> Nullable<Text>,
    }
}
