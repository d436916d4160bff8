//! As `diesel print-schema` writes it.

diesel::table! {
    users (id) {
        id -> BigInt,
        email -> Text,
        updated_at -> BigInt,
    }
}
