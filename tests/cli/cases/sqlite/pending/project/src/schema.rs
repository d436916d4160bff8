diesel::table! {
    users (id) {
        id -> Integer,
        email -> Nullable<Text>,
        name -> Nullable<Text>,
        #[sql_name = "slug"]
        path -> Nullable<Text>,
    }
}
