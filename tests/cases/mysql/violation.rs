//! What only MySQL and MariaDB say of a violation.

use crate::backend::{Database, execute};
use crate::flavour::*;

pub(crate) mod schema {
    diesel::table! {
        a (id) {
            id -> BigInt,
            b -> BigInt,
            c -> BigInt,
        }
    }
}

pub(crate) mod catalog {
    camshaft::catalog! {
        schema = crate::mysql::violation::schema;

        mysql {
            table a {
                column id: "bigint(20)" not null default;
                column b: "bigint(20)" not null;
                column c: "bigint(20)" not null;
                primary key PRIMARY (id);
                unique b (b);
                unique "a.b" (c);
            }
        }
    }
}

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = schema::a)]
#[camshaft(unique(b), unique(c))]
#[expect(dead_code, reason = "never loaded")]
struct A {
    id: i64,
    b: i64,
    c: i64,
}

/// MariaDB names the key without its table, so that the whole of a name with a dot is the key's.
async fn name_that_begins_with_the_tables_is_a_whole_one() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        "CREATE TABLE a (id BIGINT PRIMARY KEY AUTO_INCREMENT, b BIGINT NOT NULL, \
         c BIGINT NOT NULL, UNIQUE KEY b (b), UNIQUE KEY `a.b` (c)); \
         INSERT INTO a (b, c) VALUES (1, 1)"
    ));
    for (b, c, violated) in [(1, 2, AUnique::B), (2, 1, AUnique::C)] {
        let insert =
            diesel::insert_into(schema::a::table).values((schema::a::b.eq(b), schema::a::c.eq(c)));
        let error = run!(insert.execute(&mut conn)).unwrap_err();
        assert_eq!(A::unique_violation(&error), Some(violated), "{error}");
    }
}

tests![name_that_begins_with_the_tables_is_a_whole_one];
