# mod schema {
#     diesel::table! { users (id) { id -> BigInt, email -> Text } }
# }
# mod catalog {
#     camshaft::catalog! {
#         schema = crate::schema;
#         sqlite {
#             table users {
#                 column id: "INTEGER" not null default;
#                 column email: "TEXT" not null;
#                 primary key (id);
#             }
#         }
#     }
# }
# use diesel::prelude::*;
# use schema::users;
# fn connection() -> Result<SqliteConnection, Box<dyn std::error::Error>> {
#     let mut conn = SqliteConnection::establish(":memory:")?;
#     diesel::connection::SimpleConnection::batch_execute(&mut conn,
#         "CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, email TEXT NOT NULL);
#          INSERT INTO users (email) VALUES ('ada@example.org'), ('bob@example.org'), ('ada@example.org');")?;
#     Ok(conn)
# }
#[derive(Debug, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, pending))]
struct User {
    id: i64,
    email: String,
}

