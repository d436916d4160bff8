//! A `COMMIT` that fails.

use camshaft::{Error, RetryPolicy};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::backend::{Database, Session, execute};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

const REFUSE: &str = "\
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
        $$ BEGIN RAISE 'not now' USING ERRCODE = '40001'; END $$; \
    CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON user_details \
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()";

async fn retry_that_gives_up_at_commit_says_so() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, REFUSE));
    let mut attempts = 0;
    let policy = RetryPolicy::new().attempts(2);
    let result: Result<_, Error> = retry!(&mut conn, policy, |conn: &mut Session| {
        attempts += 1;
        run!(user.detail().get_or_create(conn))
    });
    let error = result.unwrap_err();
    let Error::RestartTransaction { source } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(source.to_string(), "not now");
    assert_eq!(attempts, 2);
    assert_details(&mut conn, 0).await;
    // What an application calls it stays as it was.
    let result: Result<_, DieselError> = retry!(&mut conn, policy, |conn: &mut Session| {
        Ok::<_, DieselError>(run!(user.detail().get_or_create(conn))?)
    });
    assert!(
        matches!(
            result,
            Err(DieselError::DatabaseError(
                DatabaseErrorKind::SerializationFailure,
                _
            ))
        ),
        "{result:?}"
    );
}

tests![retry_that_gives_up_at_commit_says_so];
