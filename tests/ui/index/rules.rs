//! PostgreSQL refuses `ON CONFLICT` beside rules.

diesel::table! { users (id) { id -> BigInt, email -> Text } }

camshaft::catalog! {
    schema = crate;
    postgres {
        table users {
            rules;
            column id: "bigint" not null;
            column email: "text" not null;
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
