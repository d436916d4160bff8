//! The service on SQLite.

mod cases;
mod client;

mod backend {
    use diesel_async::pooled_connection::deadpool::Pool;
    use sign_up::database::{self, Sqlite};
    use tempfile::TempDir;

    type Session = Sqlite;

    /// A database that is removed with this.
    pub(crate) struct Fresh {
        pub(crate) pool: Pool<Session>,
        _folder: TempDir,
    }

    impl Fresh {
        pub(crate) async fn create() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("sign_up.sqlite");
            Self {
                pool: database::sqlite(&file).await.unwrap(),
                _folder: folder,
            }
        }
    }
}
