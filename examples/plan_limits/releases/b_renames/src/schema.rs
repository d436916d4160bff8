// @generated automatically by Diesel CLI.

diesel::table! {
    plans (id) {
        id -> Integer,
        name -> Text,
        plan_limits -> Integer,
    }
}
