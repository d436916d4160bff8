//! The settings that belong to the connection and not to the database.

use diesel::connection::LoadConnection;
use diesel::result::QueryResult;

use super::Difference;
use crate::catalog::Inspect;
#[cfg(feature = "async")]
use crate::catalog::InspectAsync;

/// A Diesel backend whose connections can be verified: each that [`Inspect`] is implemented for.
#[diagnostic::on_unimplemented(
    message = "camshaft cannot verify a connection of the backend `{Self}`",
    note = "enable camshaft's feature of that backend: `postgres`, `mysql` or `sqlite`"
)]
pub trait Verifies: Inspect {
    /// Returns the settings of this connection that a proof needs and that are not made.
    #[doc(hidden)]
    fn missing_settings<C>(conn: &mut C) -> QueryResult<Vec<Difference>>
    where
        C: LoadConnection<Backend = Self>,
    {
        let _ = conn;
        Ok(Vec::new())
    }
}

/// A backend whose connections of diesel-async can be verified.
#[cfg(feature = "async")]
pub trait VerifiesAsync: Verifies + InspectAsync {
    /// Returns the settings of this connection that a proof needs and that are not made.
    #[doc(hidden)]
    fn missing_settings<C>(
        conn: &mut C,
    ) -> impl Future<Output = QueryResult<Vec<Difference>>> + Send
    where
        C: diesel_async::AsyncConnection<Backend = Self>,
    {
        let _ = conn;
        async { Ok(Vec::new()) }
    }
}

#[cfg(feature = "postgres")]
impl Verifies for diesel::pg::Pg {}
#[cfg(all(feature = "async", feature = "postgres"))]
impl VerifiesAsync for diesel::pg::Pg {}

#[cfg(feature = "mysql")]
impl Verifies for diesel::mysql::Mysql {}
#[cfg(all(feature = "async", feature = "mysql"))]
impl VerifiesAsync for diesel::mysql::Mysql {}

#[cfg(feature = "sqlite")]
mod sqlite {
    use diesel::QueryableByName;
    use diesel::connection::LoadConnection;
    use diesel::result::QueryResult;
    use diesel::sql_query;
    use diesel::sql_types::{Bool, Integer};
    use diesel::sqlite::Sqlite;

    use super::{Difference, Verifies};

    const SETTINGS: &str = "SELECT foreign_keys AS enforces, timeout AS patience \
         FROM pragma_foreign_keys, pragma_busy_timeout";

    #[derive(QueryableByName)]
    struct Settings {
        #[diesel(sql_type = Bool)]
        enforces: bool,
        #[diesel(sql_type = Integer)]
        patience: i32,
    }

    impl Settings {
        fn missing(&self) -> Vec<Difference> {
            let off = (!self.enforces).then_some(Difference::ForeignKeysOff);
            // Without a time-out a writer fails at once while another one writes.
            let impatient = (self.patience <= 0).then_some(Difference::NoBusyTimeout);
            off.into_iter().chain(impatient).collect()
        }
    }

    impl Verifies for Sqlite {
        fn missing_settings<C>(conn: &mut C) -> QueryResult<Vec<Difference>>
        where
            C: LoadConnection<Backend = Self>,
        {
            let settings: Settings = diesel::RunQueryDsl::get_result(sql_query(SETTINGS), conn)?;
            Ok(settings.missing())
        }
    }

    #[cfg(feature = "async")]
    impl super::VerifiesAsync for Sqlite {
        fn missing_settings<C>(
            conn: &mut C,
        ) -> impl Future<Output = QueryResult<Vec<Difference>>> + Send
        where
            C: diesel_async::AsyncConnection<Backend = Self>,
        {
            let settings = diesel_async::RunQueryDsl::get_result(sql_query(SETTINGS), conn);
            async move {
                let settings: Settings = settings.await?;
                Ok(settings.missing())
            }
        }
    }
}
