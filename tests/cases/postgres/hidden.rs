//! Triggers and policies between the engine and the row.

use camshaft::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::backend::{Database, Session, Statements, execute};
use crate::common::{assert_details, new_user};
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

async fn pg_20_row_that_a_trigger_discards_is_given_up() {
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
                turns: 8
            }
        ),
        "{error:?}"
    );
    assert_eq!(statements.take_sent().len(), 17);
    assert_details(&mut conn, 0).await;
}

async fn pg_23_unique_violation_of_a_trigger_is_the_callers() {
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

tests![
    pg_20_row_that_a_trigger_discards_is_given_up,
    pg_23_unique_violation_of_a_trigger_is_the_callers,
    row_with_a_rewritten_key_is_the_wrong_row,
    row_that_a_policy_hides_is_given_up,
];
