//! Incident 2: uniqueness that only code validated. A burst of sign-ups leaves several users with one
//! address, the index cannot be created, and writers do not wait.
//!
//! On PostgreSQL when `DATABASE_URL` is set (in a schema of its own, that is dropped at the end),
//! otherwise on a temporary SQLite file.

mod after;
mod before;
mod story;

use std::process::ExitCode;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// The outcome of the story.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    /// The users with the address after the burst.
    copies: usize,
    /// The comments that were acknowledged.
    acknowledged: i64,
    /// The comments in the table at the end.
    comments: i64,
    /// The users with the address at the end.
    left: i64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let told = match std::env::var("DATABASE_URL") {
        Ok(url) => story::postgres::run(&url).await,
        Err(_) => on_sqlite().await,
    };
    match told {
        Ok(outcome) if outcome.left == 1 && outcome.comments == outcome.acknowledged => {
            ExitCode::SUCCESS
        }
        Ok(outcome) => {
            eprintln!("duplicate_emails: {outcome:?}: please report it in camshaft's repository");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("duplicate_emails: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn on_sqlite() -> Result<Outcome, Error> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("duplicate_emails.sqlite");
    let url = file
        .to_str()
        .ok_or("the temporary folder's path is not UTF-8")?;
    story::sqlite::run(url).await
}

#[cfg(test)]
mod tests {
    use diesel::connection::{Connection, SimpleConnection};

    use crate::{after, before};

    #[test]
    fn catalogs_are_current() {
        let mut conn = diesel::SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute(include_str!("../up/sqlite.sql"))
            .unwrap();
        camshaft::catalog::check(&mut conn, before::catalog::CATALOG).unwrap();
        conn.batch_execute("CREATE UNIQUE INDEX users_unique_email ON users (email)")
            .unwrap();
        camshaft::catalog::check(&mut conn, after::catalog::CATALOG).unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_lost_on_the_way_to_the_index() {
        let outcome = super::on_sqlite().await.unwrap();
        assert_eq!(outcome.copies, 5);
        assert_eq!(outcome.left, 1);
        assert_eq!(outcome.comments, outcome.acknowledged);
    }
}
