//! `citext` in a schema that the connection does not search.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::serialize::{self, IsNull, Output, ToSql};

use camshaft::verify::{Difference, UniqueFault};

use crate::backend::{Database, Session, execute, number};
use crate::flavour::*;

mod schema {
    /// A type of another schema, as `diesel print-schema` writes it.
    #[derive(Debug, Clone, Copy, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(postgres_type(name = "citext", schema = "extensions"))]
    #[allow(unreachable_pub, reason = "`table!` is public as a whole")]
    pub struct Citext;

    diesel::table! {
        use diesel::sql_types::BigInt;
        use super::Citext;

        addresses (id) {
            id -> BigInt,
            email -> Citext,
            hits -> BigInt,
        }
    }

    diesel::table! {
        use diesel::sql_types::BigInt;
        use super::Citext;

        letters (id) {
            id -> BigInt,
            email -> Citext,
            hits -> BigInt,
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = crate::postgres::elsewhere::schema;

        postgres {
            table addresses {
                column id: "bigint" not null default;
                column email: "extensions.citext" not null;
                column hits: "bigint" not null default;
                primary key addresses_pkey (id);
                unique addresses_email_key (email);
            }
            table letters {
                column id: "bigint" not null default;
                column email: "extensions.citext" not null;
                column hits: "bigint" not null default;
                primary key letters_pkey (id);
                unique letters_email_key (email);
                foreign key letters_email_fkey (email) references addresses (email);
            }
        }
    }
}

use schema::{addresses, letters};

#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = schema::Citext)]
pub(crate) struct Email(String);

impl ToSql<schema::Citext, Pg> for Email {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<schema::Citext, Pg> for Email {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(String::from_utf8(value.as_bytes().to_owned())?))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = addresses)]
#[camshaft(
    unique(email),
    has_one(letter: Letter, key = schema::letters::email, references = schema::addresses::email),
)]
pub(crate) struct Address {
    pub(crate) id: i64,
    pub(crate) email: Email,
    pub(crate) hits: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = letters)]
pub(crate) struct Letter {
    pub(crate) email: Email,
    pub(crate) hits: i64,
}

async fn database() -> (Database, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        "CREATE SCHEMA extensions;
         CREATE EXTENSION citext SCHEMA extensions;
         CREATE TABLE addresses (
             id bigserial PRIMARY KEY, email extensions.citext NOT NULL UNIQUE, hits bigint NOT NULL DEFAULT 0
         );
         CREATE TABLE letters (
             id bigserial PRIMARY KEY, email extensions.citext NOT NULL UNIQUE REFERENCES addresses (email),
             hits bigint NOT NULL DEFAULT 0
         );
         INSERT INTO addresses (email) VALUES ('Ada@x')"
    ));
    (database, conn)
}

fn email(text: &str) -> Email {
    Email(text.to_owned())
}

async fn keys_that_the_server_finds_equal_share_a_row() {
    let (_database, mut conn) = database().await;
    let ada = run!(Address::by_email(email("ada@X")).get_or_create(&mut conn)).unwrap();
    assert_eq!((ada.id, ada.email), (1, email("Ada@x")));
    let set = addresses::hits.eq(addresses::hits + 1);
    let ada = run!(
        Address::by_email(email("ADA@x"))
            .values(addresses::hits.eq(0))
            .set(set)
            .upsert(&mut conn)
    );
    assert_eq!(ada.unwrap().hits, 1);
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM addresses")), 1);
}

async fn rows_of_a_batch_too() {
    let (_database, mut conn) = database().await;
    run!(execute(
        &mut conn,
        "INSERT INTO letters (email) VALUES ('ADA@X')"
    ));
    let bob = run!(Address::by_email(email("bob@x")).get_or_create(&mut conn)).unwrap();
    let ada = run!(Address::by_email(email("ada@x")).get(&mut conn))
        .unwrap()
        .unwrap();
    let both = || Address::letter_of([&ada, &bob, &ada]);
    let batch = run!(both().get_or_create(&mut conn)).unwrap();
    assert_eq!(batch.rows().len(), 2);
    let set = letters::hits.eq(letters::hits + 1);
    let changed = both().values(letters::hits.eq(0)).set(set);
    run!(changed.upsert(&mut conn)).unwrap();
    assert_eq!(
        run!(number(&mut conn, "SELECT sum(hits)::bigint FROM letters")),
        2
    );
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM letters")), 2);
    let done = run!(Address::backfill_letter().run(&mut conn)).unwrap();
    assert_eq!(done.created, 0);
}

async fn a_verification_names_the_schema() {
    let (_database, mut conn) = database().await;
    let found = run!(verify(&mut conn, catalog::CATALOG)).unwrap();
    let [
        Difference::Unique {
            index: Some(index),
            fault,
            ..
        },
        _,
    ] = found.differences()
    else {
        panic!("{found}");
    };
    let expected = UniqueFault::HiddenOperators {
        schema: "extensions".to_owned(),
    };
    assert_eq!((index.as_str(), fault), ("addresses_email_key", &expected));
    run!(execute(&mut conn, "SET search_path = public, extensions"));
    let found = run!(verify(&mut conn, catalog::CATALOG)).unwrap();
    assert!(found.is_ok(), "{found}");
}

tests![
    keys_that_the_server_finds_equal_share_a_row,
    rows_of_a_batch_too,
    a_verification_names_the_schema,
];
