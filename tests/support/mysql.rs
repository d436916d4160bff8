//! A MariaDB database for one test.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection, MysqlConnection};

const VARIABLE: &str = "CAMSHAFT_TEST_MYSQL_URL";

/// A database of its own, dropped in the end.
pub(crate) struct Database {
    server: String,
    /// The name of the database.
    pub(crate) name: String,
}

impl Database {
    /// Creates an empty database on the test server.
    pub(crate) fn create() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);

        let server = std::env::var(VARIABLE).unwrap_or_else(|_| {
            panic!("{VARIABLE} is not set: run `./tests/run`, or set it to the URL of a MariaDB server, as mysql://root@127.0.0.1:3306/mysql")
        });
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("camshaft_test_{}_{count}", std::process::id());
        let database = Self { server, name };
        database.on_server(&format!(
            "CREATE DATABASE {} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
            database.name
        ));
        database
    }

    /// Returns the URL of the database.
    pub(crate) fn url(&self) -> String {
        let (base, query) = match self.server.split_once('?') {
            Some((base, query)) => (base, format!("?{query}")),
            None => (self.server.as_str(), String::new()),
        };
        let (host, _) = base.rsplit_once('/').expect("a URL with a database");
        format!("{host}/{}{query}", self.name)
    }

    /// Runs a script in it.
    pub(crate) fn run(&self, script: &str) {
        super::script::run(&mut connect(&self.url()), script);
    }

    fn on_server(&self, sql: &str) {
        connect(&self.server).batch_execute(sql).expect(sql);
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.on_server(&format!("DROP DATABASE {}", self.name));
    }
}

fn connect(url: &str) -> MysqlConnection {
    MysqlConnection::establish(url)
        .unwrap_or_else(|error| panic!("the server of {VARIABLE} cannot be reached: {error}"))
}
