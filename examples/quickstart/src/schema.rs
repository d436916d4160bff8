//! The tables, as `diesel print-schema` writes them.

diesel::table! {
    users (id) {
        id -> BigInt,
        email -> Text,
    }
}

diesel::table! {
    user_details (id) {
        id -> BigInt,
        user_id -> BigInt,
        onboarding_status -> Nullable<Text>,
        welcome_mail -> Nullable<Text>,
    }
}

diesel::joinable!(user_details -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(users, user_details);
