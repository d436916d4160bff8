//! The story, the same on either database.

/// The story for a connection type: the parameters are how a connection is opened, and how its tables
/// are created and dropped.
macro_rules! story {
    ($(#[$docs:meta])* $name:ident, $connection:ty, $open:expr, $make:expr, $drop:expr) => {
        $(#[$docs])*
        pub(crate) mod $name {
            use std::sync::Arc;

            use camshaft::async_prelude::*;
            use camshaft::merge::latest;
            use diesel::prelude::*;
            use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
            use tokio::sync::Barrier;

            use crate::before::User;
            use crate::before::schema::{comments, profiles, users};
            use crate::{Error, Outcome, after};

            const EMAIL: &str = "ada@example.org";
            /// The workers that send 500 requests, 10 at a time.
            const WORKERS: i64 = 10;
            const REQUESTS: i64 = 50;

            /// Runs the story on the database at this URL.
            pub(crate) async fn run(url: &str) -> Result<Outcome, Error> {
                let conn = &mut open(url).await?;
                conn.batch_execute($make).await?;
                let outcome = run_on(conn, url).await;
                conn.batch_execute($drop).await?;
                outcome
            }

            async fn open(url: &str) -> Result<$connection, Error> {
                let mut conn = <$connection>::establish(url).await?;
                conn.batch_execute($open).await?;
                Ok(conn)
            }

            async fn run_on(conn: &mut $connection, url: &str) -> Result<Outcome, Error> {
                println!("{} requests to sign {EMAIL} up, {WORKERS} at a time:", WORKERS * REQUESTS);
                burst(url).await?;
                let ids: Vec<i64> = users::table.select(users::id).order(users::id).load(conn).await?;
                let mut acknowledged = give_them_rows(conn, &ids).await?;
                println!("  {} users, each with a comment and a profile\n", ids.len());

                let index = "CREATE UNIQUE INDEX users_unique_email ON users (email)";
                println!("{index}");
                match conn.batch_execute(index).await {
                    Ok(()) => return Err("the burst left no duplicates: run it again".into()),
                    Err(error) => println!("  {error}\n"),
                }

                println!("User::duplicates_by_email().load(conn)");
                for group in User::duplicates_by_email().load(conn).await? {
                    println!("  {:?}: {} users, ids {:?}", group.key, group.rows, group.ids);
                }

                println!("\n.keep(latest(users::updated_at)).dry_run(conn)");
                let merge = User::duplicates_by_email().keep(latest(users::updated_at));
                let planned = merge.dry_run(conn).await?;
                for it in &planned.associations {
                    println!(
                        "  {} ({}): {} rows move, {} have no room and are archived",
                        it.table, it.columns.join(", "), it.moved, it.collided
                    );
                }

                println!("\n.merge(conn), while others write");
                let writing = tokio::spawn(keep_writing(url.to_owned(), ids.clone()));
                let report = merge.merge(conn).await?;
                println!(
                    "  run {}: {} users deleted, {} rows moved, {} archived",
                    report.run, report.deleted, report.moved(), report.archived
                );
                acknowledged += writing.await??;
                for id in &ids {
                    println!("  a comment of user {id} goes to user {}", write_as(conn, *id).await?);
                    acknowledged += 1;
                }
                println!();

                conn.batch_execute(index).await?;
                println!("{index}\n  done\n");
                sign_up_once_more(conn).await?;
                Ok(Outcome {
                    copies: ids.len(),
                    acknowledged,
                    comments: comments::table.count().get_result(conn).await?,
                    left: users::table.filter(users::email.eq(EMAIL)).count().get_result(conn).await?,
                })
            }

            /// Sends the requests: each looks for the address, and inserts it if it is absent. The
            /// first ones look at the same time.
            async fn burst(url: &str) -> Result<(), Error> {
                let looked = Arc::new(Barrier::new(usize::try_from(WORKERS)?));
                let workers: Vec<_> = (0..WORKERS)
                    .map(|number| tokio::spawn(sign_up(url.to_owned(), number, looked.clone())))
                    .collect();
                for worker in workers {
                    worker.await??;
                }
                Ok(())
            }

            async fn sign_up(url: String, number: i64, looked: Arc<Barrier>) -> Result<(), Error> {
                let conn = &mut open(&url).await?;
                for request in 0..REQUESTS {
                    let same = users::table.filter(users::email.eq(EMAIL));
                    let is_taken: bool = diesel::select(diesel::dsl::exists(same)).get_result(conn).await?;
                    if request == 0 {
                        looked.wait().await;
                    }
                    // Five of the ten are that fast; the others look again before they insert.
                    if !is_taken && number % 2 == 0 {
                        let new = (users::email.eq(EMAIL), users::updated_at.eq(number));
                        diesel::insert_into(users::table)
                            .values(new)
                            .execute(conn)
                            .await?;
                    }
                    if request == 0 {
                        looked.wait().await;
                    }
                }
                Ok(())
            }

            async fn give_them_rows(conn: &mut $connection, ids: &[i64]) -> Result<i64, Error> {
                for id in ids {
                    let comment = (comments::author_id.eq(id), comments::body.eq("first"));
                    diesel::insert_into(comments::table).values(comment).execute(conn).await?;
                    let profile = (profiles::user_id.eq(id), profiles::bio.eq("about me"));
                    diesel::insert_into(profiles::table).values(profile).execute(conn).await?;
                }
                Ok(i64::try_from(ids.len())?)
            }

            /// Writers hold ids that they once read.
            async fn keep_writing(url: String, ids: Vec<i64>) -> Result<i64, Error> {
                let conn = &mut open(&url).await?;
                let mut written = 0;
                for id in ids.iter().cycle().take(ids.len() * 20) {
                    write_as(conn, *id).await?;
                    written += 1;
                }
                Ok(written)
            }

            /// Writes a comment of a user, or of the survivor if the user was merged, and returns its
            /// author.
            async fn write_as(conn: &mut $connection, id: i64) -> Result<i64, Error> {
                if comment(conn, id).await.is_ok() {
                    return Ok(id);
                }
                let survivor: i64 = User::survivor_of(id).get_result(conn).await?;
                comment(conn, survivor).await?;
                Ok(survivor)
            }

            async fn comment(conn: &mut $connection, author: i64) -> QueryResult<()> {
                let comment = (comments::author_id.eq(author), comments::body.eq("later"));
                diesel::insert_into(comments::table).values(comment).execute(conn).await?;
                Ok(())
            }

            /// Signs up in the next release: the index is in the catalog, and the violation has a name.
            async fn sign_up_once_more(conn: &mut $connection) -> Result<(), Error> {
                use after::schema::users;
                let new = (users::email.eq(EMAIL), users::updated_at.eq(0));
                let signed_up = diesel::insert_into(users::table).values(new).execute(conn).await;
                let error = signed_up.err().ok_or("the index let a duplicate in")?;
                println!("the next sign-up: {:?}", after::User::unique_violation(&error));
                let found = after::User::by_email(EMAIL).get(conn).await?;
                let user = found.ok_or("nobody has the address")?;
                println!("  it is the one of user {}: {}", user.id, user.email);
                Ok(())
            }
        }
    };
}

story!(
    /// The story on PostgreSQL, in a schema of its own.
    postgres,
    diesel_async::AsyncPgConnection,
    "SET search_path = camshaft_duplicate_emails",
    concat!(
        "DROP SCHEMA IF EXISTS camshaft_duplicate_emails CASCADE; CREATE SCHEMA camshaft_duplicate_emails; ",
        include_str!("../up/postgres.sql")
    ),
    "DROP SCHEMA camshaft_duplicate_emails CASCADE"
);

story!(
    /// The story on SQLite, in a file.
    sqlite,
    diesel_async::sync_connection_wrapper::SyncConnectionWrapper<diesel::SqliteConnection>,
    "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON",
    include_str!("../up/sqlite.sql"),
    "SELECT 1"
);
