//! A dependency that was renamed needs no `#[camshaft(crate = ..)]`.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use keyed_rows::prelude::*;

mod schema {
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
        }
    }
}

mod catalog {
    keyed_rows::catalog! {
        schema = crate::schema;

        sqlite {
            table user_details {
                column id: "INTEGER" not null default;
                column user_id: "BIGINT" not null;
                primary key (id);
                unique user_details_user_id (user_id);
            }
            table users {
                column id: "INTEGER" not null default;
                column email: "TEXT" not null;
                primary key (id);
                unique users_email (email);
            }
        }
    }
}

use schema::{user_details, users};

#[derive(Queryable, Selectable, keyed_rows::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email), has_one(detail: Detail, key = user_details::user_id), alias(email as address))]
struct User {
    id: i64,
    email: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_details)]
struct Detail {
    user_id: i64,
}

fn detail<C: keyed_rows::RelationConnection<UserHasOneDetail>>(
    user: &User,
    conn: &mut C,
) -> Result<Detail, keyed_rows::Error> {
    user.detail().get_or_create(conn)
}

#[test]
fn a_model_finds_the_crate_by_the_manifest() {
    let conn = &mut SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(
        "CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, email TEXT NOT NULL UNIQUE);
         CREATE TABLE user_details (id INTEGER PRIMARY KEY NOT NULL, user_id BIGINT NOT NULL UNIQUE);
         INSERT INTO users (email) VALUES ('ada@example.org');",
    )
    .unwrap();
    let user = User::by_email("ada@example.org")
        .get(conn)
        .unwrap()
        .unwrap();
    assert_eq!(user.address(), "ada@example.org");
    assert_eq!(detail(&user, conn).unwrap().user_id, user.id);
    assert_eq!(catalog::CATALOG.len(), 1);
}
