// @generated automatically by Diesel CLI.

diesel::table! {
    plans (id) {
        id -> Integer,
        name -> Text,
        limits -> Integer,
    }
}
