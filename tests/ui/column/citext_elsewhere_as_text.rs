//! `citext` is itself in any schema.

diesel::table! { users (id) { id -> BigInt, email -> Text } }

camshaft::catalog! {
    schema = crate;
    postgres {
        table users {
            column id: "bigint" not null;
            column email: "extensions.citext" not null;
            unique users_email_key (email);
        }
    }
}

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub struct User {
    pub email: String,
}

fn main() {}
