// @generated automatically by Diesel CLI.

diesel::table! {
    users (id) {
        id -> Integer,
        email -> Text,
        plan_limit -> Nullable<Integer>,
        /// How the user is called.
        #[sql_name = "type"]
        #[max_length = 50]
        type_ -> Nullable<Varchar>,
        #[max_length = 50]
        city -> Varchar,
        nick -> Text,
    }
}

diesel::table! {
    plans (id) { id -> Integer, plan_limit -> Integer, }
}

diesel::table! {
    audit.events (at) {
        at -> Timestamp,
        plan_limit -> Nullable<Integer>,
    }
}
