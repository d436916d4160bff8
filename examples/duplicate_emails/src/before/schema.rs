//! The tables, as `diesel print-schema` writes them.

diesel::table! {
    users (id) {
        id -> BigInt,
        email -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    comments (id) {
        id -> BigInt,
        author_id -> BigInt,
        body -> Text,
    }
}

diesel::table! {
    profiles (id) {
        id -> BigInt,
        user_id -> BigInt,
        bio -> Text,
    }
}
