# mod schema {
#     diesel::table! { users (id) { id -> BigInt, email -> Text, name -> Text } }
#     diesel::table! { user_details (id) { id -> BigInt, user_id -> BigInt, status -> Nullable<Text> } }
# }
# mod catalog {
#     camshaft::catalog! {
#         schema = crate::schema;
#         sqlite {
#             table user_details {
#                 column id: "INTEGER" not null default;
#                 column user_id: "BIGINT" not null;
#                 column status: "TEXT";
#                 primary key (id);
#                 unique user_details_user_id (user_id);
#                 foreign key (user_id) references users (id) on delete cascade;
#             }
#             table users {
#                 column id: "INTEGER" not null default;
#                 column email: "TEXT" not null;
#                 column name: "TEXT" not null;
#                 primary key (id);
#                 unique users_email (email);
#             }
#         }
#     }
# }
# use diesel::prelude::*;
# use schema::{user_details, users};
# fn connection() -> Result<SqliteConnection, Box<dyn std::error::Error>> {
#     let mut conn = SqliteConnection::establish(":memory:")?;
#     diesel::connection::SimpleConnection::batch_execute(&mut conn,
#         "CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, email TEXT NOT NULL, name TEXT NOT NULL);
#          CREATE UNIQUE INDEX users_email ON users (email);
#          CREATE TABLE user_details (id INTEGER PRIMARY KEY NOT NULL,
#              user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE, status TEXT);
#          CREATE UNIQUE INDEX user_details_user_id ON user_details (user_id);
#          INSERT INTO users (email, name) VALUES ('ada@example.org', 'Ada'), ('bob@example.org', 'Bob');
#          PRAGMA foreign_keys = ON;")?;
#     Ok(conn)
# }
#[derive(Debug, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(
    unique(email),
    has_one(detail: UserDetail, key = user_details::user_id),
    alias(name as full_name),
)]
struct User {
    id: i64,
    email: String,
    name: String,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = user_details)]
struct UserDetail {
    id: i64,
    user_id: i64,
    status: Option<String>,
}

