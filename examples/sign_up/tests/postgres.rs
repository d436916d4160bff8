//! The service on PostgreSQL.

mod cases;
mod client;

mod backend {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    use diesel_async::pooled_connection::deadpool::Pool;
    use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
    use sign_up::database;

    type Session = AsyncPgConnection;

    /// The variable with the URL of the server, and of a database that may create others.
    const SERVER: &str = "CAMSHAFT_TEST_POSTGRES_URL";

    /// A database that is dropped with this.
    pub(crate) struct Fresh {
        pub(crate) pool: Pool<Session>,
        name: String,
    }

    impl Fresh {
        pub(crate) async fn create() -> Self {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let nth = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("camshaft_test_sign_up_{}_{nth}", std::process::id());
            execute_on_server(&format!("CREATE DATABASE {name}")).await;
            let pool = database::postgres(&url_of(&name)).await.unwrap();
            Self { pool, name }
        }
    }

    impl Drop for Fresh {
        fn drop(&mut self) {
            let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
            // In another thread, as the one of a test is in the middle of asynchronous work.
            let dropping = thread::spawn(move || {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                runtime.block_on(execute_on_server(&drop));
            });
            let dropped = dropping.join();
            if !thread::panicking() {
                dropped.unwrap();
            }
        }
    }

    async fn execute_on_server(statement: &str) {
        let mut server = Session::establish(&server_url()).await.unwrap();
        server.batch_execute(statement).await.unwrap();
    }

    /// Returns the URL of another database on the server.
    fn url_of(name: &str) -> String {
        let server = server_url();
        let (address, parameters) = match server.split_once('?') {
            Some((address, parameters)) => (address, format!("?{parameters}")),
            None => (server.as_str(), String::new()),
        };
        let end = address.rfind('/').unwrap();
        format!("{}/{name}{parameters}", &address[..end])
    }

    fn server_url() -> String {
        std::env::var(SERVER).unwrap_or_else(|_| {
            panic!("{SERVER} is not set: `./tests/run` starts a server of its own and sets it")
        })
    }
}
