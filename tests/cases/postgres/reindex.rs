//! `REINDEX CONCURRENTLY` that is held in its middle: a second unique index refuses the rows that no
//! conflict target passes over.
//!
//! The index on `overtaken(user_id)` comes before both of them, so that an insert waits in it after
//! the server looked for the key, and before the key is in an index.

use std::time::{Duration, Instant};

use camshaft::{Error, RetryPolicy};
use diesel::result::Error as DieselError;

use crate::backend::models::{User, UserDetail, UserDetailUnique};
use crate::backend::schema::user_details;
use crate::backend::{Database, Session, execute, number, session_number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

const OVERTAKEN: &str = "\
    CREATE FUNCTION overtaken(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN \
        IF current_setting('camshaft.waits', true) = 'on' THEN \
            PERFORM pg_advisory_xact_lock(7); \
        END IF; \
        RETURN $1; \
    END $$; \
    ALTER TABLE user_details DROP CONSTRAINT user_details_user_id_key; \
    CREATE INDEX user_details_overtaken ON user_details (overtaken(user_id)); \
    ALTER TABLE user_details ADD CONSTRAINT user_details_user_id_key UNIQUE (user_id)";

/// How long a rebuild may take to come to where it is held.
const PATIENCE: Duration = Duration::from_secs(20);

const REINDEX: &str = "REINDEX INDEX CONCURRENTLY user_details_user_id_key";

/// Where a rebuild is held.
#[derive(Debug, Clone, Copy)]
enum Held {
    /// The new index is built, and called `.._ccnew`.
    BeforeTheSwap,
    /// The old index is called `.._ccold`, and not dropped yet.
    AfterTheSwap,
}

impl Held {
    /// What another session does to hold it: an old snapshot, or a lock of a reader.
    fn begin(self) -> &'static str {
        match self {
            Self::BeforeTheSwap => "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT",
            Self::AfterTheSwap => "BEGIN; SELECT FROM user_details",
        }
    }

    fn second_index(self) -> &'static str {
        match self {
            Self::BeforeTheSwap => "user_details_user_id_key_ccnew",
            Self::AfterTheSwap => "user_details_user_id_key_ccold",
        }
    }
}

/// A rebuild that is held, and two users without details.
struct Rebuild {
    database: Database,
    users: [User; 2],
    holder: Session,
    /// It holds the lock that inserts wait for, and overtakes them.
    other: Session,
    rebuild: Task<()>,
}

impl Rebuild {
    async fn begin(held: Held) -> Self {
        let database = run!(Database::create());
        let (mut holder, mut other) = (run!(database.connect()), run!(database.connect()));
        run!(execute(&mut other, OVERTAKEN));
        let users = [
            new_user(&mut other, "a").await,
            new_user(&mut other, "b").await,
        ];
        run!(execute(&mut holder, held.begin()));
        let mut builder = run!(database.connect());
        let builder_number = run!(session_number(&mut builder));
        let rebuild = spawn(async move { run!(execute(&mut builder, REINDEX)) });
        let is_there = format!(
            "SELECT count(*) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid \
             WHERE relname = '{}' AND indisready AND NOT indisvalid",
            held.second_index()
        );
        // It waits for the snapshots of those who look at it, too, before it comes so far.
        let begun = Instant::now();
        loop {
            run!(database.wait_until_blocked(builder_number));
            if run!(number(&mut other, &is_there)) == 1 {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "{held:?}: never came so far");
        }
        run!(execute(&mut other, "SELECT pg_advisory_lock(7)"));
        Self {
            database,
            users,
            holder,
            other,
            rebuild,
        }
    }

    /// A session whose first insert waits.
    async fn session(&self) -> Session {
        let mut session = run!(self.database.connect());
        run!(execute(&mut session, "SET camshaft.waits = 'on'"));
        session
    }

    /// Creates the first user's detail once the session waits, and lets it go on.
    async fn overtake(&mut self, session: i64) {
        run!(self.database.wait_until_blocked(session));
        let insert = format!(
            "INSERT INTO user_details (user_id, notes) VALUES ({}, 'theirs')",
            self.users[0].id
        );
        run!(execute(&mut self.other, &insert));
        run!(execute(&mut self.other, "SELECT pg_advisory_unlock(7)"));
    }

    /// Lets the rebuild come to its end, and asserts what is stored.
    async fn end(mut self, notes: &[&str]) {
        run!(execute(&mut self.holder, "COMMIT"));
        run!(self.rebuild.join());
        let stored = user_details::table.order(user_details::user_id);
        let stored = stored.select(user_details::notes);
        let stored: Vec<String> = run!(stored.load(&mut self.other)).unwrap();
        assert_eq!(stored, notes);
        assert_details(&mut self.other, i64::try_from(notes.len()).unwrap()).await;
    }
}

/// A call that creates the details of the two users, or of the first of them.
#[derive(Debug, Clone, Copy)]
enum Call {
    GetOrCreate,
    Upsert,
    Batch,
    UpsertBatch,
    Backfill,
    BackfillOneByOne,
}

impl Call {
    async fn make(self, session: &mut Session, users: &[User; 2]) -> Result<(), Error> {
        let created = user_details::notes.eq("ours");
        let changed = user_details::notes.eq(user_details::notes.concat("+"));
        match self {
            Self::GetOrCreate => {
                let entry = run!(users[0].detail().get_or_create_entry(session))?;
                assert!(!entry.is_created());
            }
            Self::Upsert => {
                let upsert = users[0].detail().values(created).set(changed);
                let entry = run!(upsert.upsert_entry(session))?;
                assert!(!entry.is_created());
            }
            Self::Batch => {
                let batch = User::detail_of(users).values(created);
                run!(batch.get_or_create(session))?;
            }
            Self::UpsertBatch => {
                let upsert = User::detail_of(users).values(created).set(changed);
                let batch = run!(upsert.upsert_entries(session))?;
                let is_created: Vec<bool> = batch.iter().map(|entry| entry.is_created()).collect();
                assert_eq!(is_created, [false, true]);
            }
            Self::Backfill => {
                let done = run!(User::backfill_detail().run(session))?;
                assert_eq!(done.created, 1);
            }
            Self::BackfillOneByOne => {
                let backfill = User::backfill_detail().values(move |_: &User| created);
                let done = run!(backfill.run(session))?;
                assert_eq!(done.created, 1);
            }
        }
        Ok(())
    }

    /// The notes that are stored in the end.
    fn notes(self) -> &'static [&'static str] {
        match self {
            Self::GetOrCreate => &["theirs"],
            Self::Upsert => &["theirs+"],
            Self::Batch | Self::BackfillOneByOne => &["theirs", "ours"],
            Self::UpsertBatch => &["theirs+", "ours"],
            Self::Backfill => &["theirs", "none"],
        }
    }
}

/// In autocommit mode the call goes on as after any conflict.
async fn goes_on(call: Call, held: Held) {
    let mut rebuild = Rebuild::begin(held).await;
    let (mut conn, users) = (rebuild.session().await, rebuild.users.clone());
    let session = run!(session_number(&mut conn));
    let task = spawn(async move { call.make(&mut conn, &users).await });
    rebuild.overtake(session).await;
    run!(task.join()).unwrap();
    rebuild.end(call.notes()).await;
}

/// PostgreSQL has aborted the transaction: all of it must be run again.
async fn restarts_its_transaction(call: Call) {
    let mut rebuild = Rebuild::begin(Held::BeforeTheSwap).await;
    let (mut conn, users) = (rebuild.session().await, rebuild.users.clone());
    let session = run!(session_number(&mut conn));
    run!(execute(&mut conn, "BEGIN"));
    let task = spawn(async move { call.make(&mut conn, &users).await });
    rebuild.overtake(session).await;
    let error = run!(task.join()).unwrap_err();
    assert!(
        matches!(error, Error::RestartTransaction { .. }),
        "{error:?}"
    );
    let source = error.as_diesel().unwrap().to_string();
    assert!(
        source.contains("user_details_user_id_key_ccnew"),
        "{source}"
    );
    assert_eq!(UserDetail::unique_violation(&error), None);
    rebuild.end(&["theirs"]).await;
}

/// The second attempt finds the row.
async fn is_run_again_by_retry(call: Call) {
    let mut rebuild = Rebuild::begin(Held::BeforeTheSwap).await;
    let (mut conn, users) = (rebuild.session().await, rebuild.users.clone());
    let session = run!(session_number(&mut conn));
    let task = spawn(async move {
        let mut attempts = 0;
        let result: Result<(), Error> =
            retry!(&mut conn, RetryPolicy::new(), |conn: &mut Session| {
                attempts += 1;
                part!(call.make(conn, &users))
            });
        result.map(|()| attempts)
    });
    rebuild.overtake(session).await;
    assert_eq!(run!(task.join()).unwrap(), 2);
    rebuild.end(call.notes()).await;
}

/// The same for each call.
macro_rules! calls {
    ($($call:ident: $goes_on:ident, $restarts:ident, $again:ident;)+) => {
        $(
            async fn $goes_on() {
                goes_on(Call::$call, Held::BeforeTheSwap).await;
            }

            async fn $restarts() {
                restarts_its_transaction(Call::$call).await;
            }

            async fn $again() {
                is_run_again_by_retry(Call::$call).await;
            }
        )+

        tests![
            $($goes_on, $restarts, $again,)+
            old_index_that_is_not_dropped_yet_is_the_same,
            error_of_an_application_is_run_again_too,
            violation_of_the_second_index_is_one_of_the_key,
        ];
    };
}

calls! {
    GetOrCreate:
        get_or_create_goes_on,
        get_or_create_restarts_its_transaction,
        get_or_create_is_run_again_by_retry;
    Upsert:
        upsert_goes_on,
        upsert_restarts_its_transaction,
        upsert_is_run_again_by_retry;
    Batch:
        batch_goes_on,
        batch_restarts_its_transaction,
        batch_is_run_again_by_retry;
    UpsertBatch:
        batch_of_changes_goes_on,
        batch_of_changes_restarts_its_transaction,
        batch_of_changes_is_run_again_by_retry;
    Backfill:
        backfill_goes_on,
        backfill_restarts_its_transaction,
        backfill_is_run_again_by_retry;
    BackfillOneByOne:
        backfill_with_values_goes_on,
        backfill_with_values_restarts_its_transaction,
        backfill_with_values_is_run_again_by_retry;
}

async fn old_index_that_is_not_dropped_yet_is_the_same() {
    goes_on(Call::GetOrCreate, Held::AfterTheSwap).await;
}

async fn error_of_an_application_is_run_again_too() {
    let mut rebuild = Rebuild::begin(Held::BeforeTheSwap).await;
    let (mut conn, users) = (rebuild.session().await, rebuild.users.clone());
    let session = run!(session_number(&mut conn));
    let task = spawn(async move {
        let mut attempts = 0;
        let result: Result<(), DieselError> =
            retry!(&mut conn, RetryPolicy::new(), |conn: &mut Session| {
                attempts += 1;
                run!(users[0].detail().get_or_create(conn))?;
                Ok(())
            });
        result.map(|()| attempts)
    });
    rebuild.overtake(session).await;
    assert_eq!(run!(task.join()).unwrap(), 2);
    rebuild.end(&["theirs"]).await;
}

/// Diesel's own statements meet it too.
async fn violation_of_the_second_index_is_one_of_the_key() {
    for held in [Held::BeforeTheSwap, Held::AfterTheSwap] {
        let mut rebuild = Rebuild::begin(held).await;
        let (mut conn, user) = (rebuild.session().await, rebuild.users[0].id);
        let session = run!(session_number(&mut conn));
        let task = spawn(async move {
            let insert =
                diesel::insert_into(user_details::table).values(user_details::user_id.eq(user));
            let insert = insert.on_conflict(user_details::user_id).do_nothing();
            run!(insert.execute(&mut conn))
        });
        rebuild.overtake(session).await;
        let error = run!(task.join()).unwrap_err();
        let violated = UserDetail::unique_violation(&error);
        assert_eq!(violated, Some(UserDetailUnique::UserId), "{error}");
        rebuild.end(&["theirs"]).await;
    }
}
