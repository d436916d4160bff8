//! Triggers and policies between the engine and the row.

use camshaft::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::backend::models::{Owner, User};
use crate::backend::schema::{user_details, wallets};
use crate::backend::{Database, Session, Statements, execute, number};
use crate::common::batch::add_users;
use crate::common::{assert_details, assert_wrong_row, new_user, owners};
use crate::flavour::*;

/// A trigger before each insert of a detail.
async fn add_trigger(session: &mut Session, body: &str) {
    run!(execute(
        session,
        &format!(
            "CREATE FUNCTION before_detail() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN {body} END $$; \
             CREATE TRIGGER before_detail BEFORE INSERT ON user_details \
             FOR EACH ROW EXECUTE FUNCTION before_detail()"
        )
    ));
}

async fn row_that_a_trigger_discards_is_given_up() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    add_trigger(&mut conn, "RETURN NULL;").await;
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::NotVisible {
                table: "user_details",
                attempts: 8
            }
        ),
        "{error:?}"
    );
    assert_eq!(statements.take_sent().len(), 17);
    assert_details(&mut conn, 0).await;
}

async fn unique_violation_of_a_trigger_is_the_callers() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    add_trigger(&mut conn, "RAISE unique_violation;").await;
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    let Error::Database(DieselError::DatabaseError(
        DatabaseErrorKind::UniqueViolation,
        information,
    )) = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!(information.constraint_name(), None);
    assert_details(&mut conn, 0).await;
}

async fn row_with_a_rewritten_key_is_the_wrong_row() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, other) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let rewrite = format!("NEW.user_id := {}; RETURN NEW;", other.id);
    add_trigger(&mut conn, &rewrite).await;
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::WrongRow {
                table: "user_details",
                ..
            }
        ),
        "{error:?}"
    );
    assert_details(&mut conn, 1).await;
}

/// Triggers that give each new detail and wallet another key: of users and owners that exist.
async fn add_rewriting_triggers(session: &mut Session, distance: u8) {
    let body = format!("NEW.user_id := NEW.user_id + {distance}; RETURN NEW;");
    add_trigger(session, &body).await;
    run!(execute(
        session,
        "INSERT INTO owners VALUES ('a'), ('b'), ('ax'), ('bx'); \
         CREATE FUNCTION before_wallet() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN NEW.owner_id := NEW.owner_id || 'x'; RETURN NEW; END $$; \
         CREATE TRIGGER before_wallet BEFORE INSERT ON wallets \
         FOR EACH ROW EXECUTE FUNCTION before_wallet()"
    ));
}

async fn rewritten_key_is_reported_with_what_is_stored() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let users = add_users(&mut conn, 4).await;
    add_rewriting_triggers(&mut conn, 2).await;
    let error = run!(users[0].detail().get_or_create(&mut conn)).unwrap_err();
    assert_wrong_row(&error, Some("1"), Some("3"));
    assert_eq!(
        error.to_string(),
        "the new `user_details` row has another key than the one asked for, or is outside of the index's \
         predicate; user_id = (1) was asked for; user_id = (3) is stored; it stays in autocommit mode"
    );
    let [a, _] = owners();
    let error = run!(a.wallet().get_or_create(&mut conn)).unwrap_err();
    assert_wrong_row(&error, Some("OwnerId(\n    \"a\",\n)"), Some("ax"));
}

async fn rewritten_keys_of_a_batch_are_stored_once() {
    for changes in [false, true] {
        let database = run!(Database::create());
        let mut conn = run!(database.connect());
        let users = add_users(&mut conn, 4).await;
        add_rewriting_triggers(&mut conn, 2).await;
        let batch = User::detail_of(&users[..2]);
        let error = if changes {
            run!(
                batch
                    .set(user_details::notes.eq("n"))
                    .upsert_entries(&mut conn)
            )
            .unwrap_err()
        } else {
            run!(batch.get_or_create(&mut conn)).unwrap_err()
        };
        assert_wrong_row(&error, None, Some("3"));
        assert_details(&mut conn, 2).await;
        let wallets = Owner::wallet_of(&owners());
        let error = if changes {
            run!(
                wallets
                    .set(wallets::balance.eq(1))
                    .upsert_entries(&mut conn)
            )
            .unwrap_err()
        } else {
            run!(wallets.get_or_create(&mut conn)).unwrap_err()
        };
        assert_wrong_row(&error, None, Some("ax"));
        assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM wallets")), 2);
    }
}

async fn backfill_of_rewritten_keys_does_not_end_well() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    add_users(&mut conn, 40).await;
    add_rewriting_triggers(&mut conn, 10).await;
    let error = run!(User::backfill_detail().batch(10).run(&mut conn)).unwrap_err();
    let is_missing = matches!(
        error,
        Error::StillMissing {
            table: "user_details",
            parents: 10
        }
    );
    assert!(is_missing, "{error:?}");
    assert_details(&mut conn, 10).await;
}

/// The role is one that every server has, so that none is left behind.
async fn row_that_a_policy_hides_is_given_up() {
    let database = run!(Database::create());
    let (mut owner, mut conn) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut owner, "a").await;
    run!(user.detail().get_or_create(&mut owner)).unwrap();
    run!(execute(
        &mut owner,
        "UPDATE user_details SET notes = 'hidden'; \
         GRANT SELECT, INSERT ON user_details TO pg_monitor; \
         GRANT USAGE ON SEQUENCE user_details_id_seq TO pg_monitor; \
         ALTER TABLE user_details ENABLE ROW LEVEL SECURITY; \
         CREATE POLICY some_to_read ON user_details FOR SELECT USING (notes <> 'hidden'); \
         CREATE POLICY all_to_insert ON user_details FOR INSERT WITH CHECK (true)"
    ));
    run!(execute(&mut conn, "SET ROLE pg_monitor"));
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    assert!(matches!(error, Error::NotVisible { .. }), "{error:?}");
    assert_details(&mut owner, 1).await;
}

/// The rows of a whole batch are hidden, so that the first one tells; or few, which the last count tells.
async fn backfill_of_rows_that_a_policy_hides_does_not_end_well() {
    for (hidden, parents) in [("user_id % 2 = 1", 10), ("user_id IN (25, 27)", 2)] {
        let database = run!(Database::create());
        let (mut owner, mut conn) = (run!(database.connect()), run!(database.connect()));
        add_users(&mut owner, 40).await;
        run!(execute(
            &mut owner,
            &format!(
                "INSERT INTO user_details (user_id) SELECT id FROM users WHERE id % 2 = 1; \
                 UPDATE user_details SET notes = 'hidden' WHERE {hidden}; \
                 GRANT SELECT ON users TO pg_monitor; \
                 GRANT SELECT, INSERT ON user_details TO pg_monitor; \
                 GRANT USAGE ON SEQUENCE user_details_id_seq TO pg_monitor; \
                 ALTER TABLE user_details ENABLE ROW LEVEL SECURITY; \
                 CREATE POLICY some_to_read ON user_details FOR SELECT USING (notes <> 'hidden'); \
                 CREATE POLICY all_to_insert ON user_details FOR INSERT WITH CHECK (true)"
            )
        ));
        run!(execute(&mut conn, "SET ROLE pg_monitor"));
        let error = run!(User::backfill_detail().batch(10).run(&mut conn)).unwrap_err();
        let Error::StillMissing { parents: told, .. } = error else {
            panic!("{error:?}");
        };
        assert!((1..=parents).contains(&told), "{told}");
    }
}

tests![
    row_that_a_trigger_discards_is_given_up,
    unique_violation_of_a_trigger_is_the_callers,
    row_with_a_rewritten_key_is_the_wrong_row,
    rewritten_key_is_reported_with_what_is_stored,
    rewritten_keys_of_a_batch_are_stored_once,
    backfill_of_rewritten_keys_does_not_end_well,
    row_that_a_policy_hides_is_given_up,
    backfill_of_rows_that_a_policy_hides_does_not_end_well,
];
