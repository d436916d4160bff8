//! The tables, as `diesel print-schema` writes them.

diesel::table! {
    users (id) {
        id -> BigInt,
        email -> Text,
        updated_at -> BigInt,
    }
}
