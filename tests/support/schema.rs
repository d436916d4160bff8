//! The tables, as `diesel print-schema` would print them.
#![allow(missing_docs, reason = "`table!` documents no column")]

diesel::table! {
    users (id) {
        id -> BigInt,
        email -> Text,
        name -> Text,
        nick -> Text,
        tenant_id -> BigInt,
        slug -> Text,
        handle -> Text,
        code -> Text,
        token -> Text,
        phone -> Text,
        login -> Text,
    }
}

diesel::table! {
    user_details (id) {
        id -> BigInt,
        user_id -> BigInt,
        status -> Nullable<Text>,
    }
}

diesel::table! {
    profiles (id) {
        id -> BigInt,
        user_id -> BigInt,
        bio -> Text,
    }
}

diesel::table! {
    avatars (id) {
        id -> BigInt,
        user_id -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        user_id -> BigInt,
    }
}

diesel::table! {
    seats (id) {
        id -> Integer,
        tenant_id -> BigInt,
        user_id -> BigInt,
    }
}

diesel::table! {
    /// A table in no catalog.
    drafts (id) {
        id -> BigInt,
        user_id -> BigInt,
        title -> Text,
    }
}

diesel::table! {
    /// A table on PostgreSQL only.
    ledgers (id) {
        id -> BigInt,
        number -> Text,
        owner -> Text,
        title -> Text,
    }
}

diesel::table! {
    /// A table on MySQL only.
    articles (id) {
        id -> BigInt,
        slug -> Text,
        body -> Text,
        title -> Text,
        token -> Text,
        #[sql_name = "Serial"]
        serial -> Integer,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    users,
    user_details,
    profiles,
    avatars,
    sessions,
    seats,
    drafts,
    ledgers,
    articles,
);
