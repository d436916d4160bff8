//! The server PostgreSQL.

mod dialogue;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::servers::{Durability, End, Home, Kind, Server, command, run, variable};
use dialogue::PostgresDialogue;

/// The folder of `initdb`, `postgres` and `pg_basebackup`.
const PROGRAMS: &str = "CAMSHAFT_TEST_POSTGRES_BIN";

/// The one database of a server.
const DATABASE: &str = "template1";

const DROP_OTHERS: &str = "\
    UPDATE pg_database SET datistemplate = false\n\
    DROP DATABASE template0\n\
    DROP DATABASE postgres\n";

/// A PostgreSQL server.
pub(crate) type Own = Server<Postgres>;

#[derive(Debug)]
pub(crate) enum Postgres {}

impl Own {
    /// Starts an empty server.
    pub(crate) fn start(durability: Durability) -> Self {
        let home = Home::new();
        let mut copy = command("cp", "KILL");
        copy.arg("-a").arg(template()).arg(home.path());
        run(copy, "");
        Self::start_in(home, durability)
    }

    /// Starts a hot standby that streams from this server.
    pub(crate) fn start_standby(&self) -> Self {
        let home = Home::new();
        let mut backup = program("pg_basebackup");
        backup.args(["--host=127.0.0.1", "--username=postgres", "--no-sync"]);
        backup.args(["--write-recovery-conf", "--checkpoint=fast"]);
        backup.arg(format!("--port={}", self.port()));
        backup.arg("--pgdata").arg(home.path());
        run(backup, "");
        Self::start_in(home, self.durability())
    }
}

/// Returns the URL of the database of a server, at the server's own port or at that of a proxy.
pub(crate) fn url(port: u16) -> String {
    format!("postgres://postgres@127.0.0.1:{port}/{DATABASE}")
}

impl Kind for Postgres {
    const NAME: &str = "PostgreSQL";

    type Dialogue = PostgresDialogue;

    fn command(home: &Home, port: u16, durability: Durability) -> Command {
        let mut server = program("postgres");
        server.arg("-D").arg(home.path());
        server.args(["-p", &port.to_string()]);
        let common = [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "shared_buffers=16MB",
            "lc_messages=C",
            // libpq prints them, past the harness that holds back what passing tests print.
            "client_min_messages=error",
        ];
        let durable: &[_] = match durability {
            Durability::None => &["fsync=off", "full_page_writes=off"],
            Durability::Full => &[],
        };
        for setting in common.iter().chain(durable) {
            server.args(["-c", setting]);
        }
        server
    }

    /// Reads the file, which also exists after a crash of the server.
    fn is_ready(home: &Home, process: u32) -> bool {
        let file = home.path().join("postmaster.pid");
        let status = fs::read_to_string(file).unwrap_or_default();
        let mut lines = status.lines();
        lines.next() == Some(&process.to_string())
            && lines.nth(6).is_some_and(|line| line.starts_with("ready"))
    }

    fn signal(end: End) -> &'static str {
        match end {
            End::Fast => "INT",
            End::Immediate => "QUIT",
        }
    }
}

/// Returns a finished data folder, which takes a fraction of the time to copy that it takes to create.
/// It stays until `./tests/run` ends.
fn template() -> &'static Path {
    static TEMPLATE: LazyLock<PathBuf> = LazyLock::new(|| {
        let home = Home::new();
        let path = home.path().to_owned();
        let mut initdb = program("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--no-sync"]);
        initdb.args(["--encoding=UTF8", "--locale=C.UTF-8", "--wal-segsize=1"]);
        initdb.arg("--pgdata").arg(&path);
        run(initdb, "");
        // Each file costs time to copy, so that one database is better than three.
        let mut single = program("postgres");
        single
            .args(["--single", "-F", "-D"])
            .arg(&path)
            .arg(DATABASE);
        run(single, DROP_OTHERS);
        std::mem::forget(home);
        path
    });
    &TEMPLATE
}

fn program(name: &str) -> Command {
    command(
        variable(PROGRAMS).join(name),
        Postgres::signal(End::Immediate),
    )
}
