//! The server MariaDB.

mod dialogue;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::servers::{Durability, End, Home, Kind, Server, command, run, variable};
use dialogue::MariadbDialogue;

/// The server's program.
const SERVER: &str = "CAMSHAFT_TEST_MARIADBD";
/// The program that makes a data folder.
const INSTALL: &str = "CAMSHAFT_TEST_MARIADB_INSTALL_DB";

/// The file in a data folder with the statements that the server runs at each start, before it takes
/// connections.
const INIT_FILE: &str = "init.sql";

/// The format that all servers on one data folder share. The files are small, as they are copied for
/// each test.
const FORMAT: [&str; 3] = [
    "--skip-name-resolve",
    "--innodb-log-file-size=8M",
    "--aria-log-file-size=8M",
];

/// The option to not wait for the disk.
const NO_SYNC: &str = "--debug-no-sync";

/// One account, which a server that only reads refuses: the administrator's it obeys. It may look at other sessions,
/// stop and start replication, and set what a session cannot.
const ACCOUNT: &str = "\
    FLUSH PRIVILEGES;\n\
    CREATE DATABASE camshaft CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;\n\
    CREATE USER camshaft@'127.0.0.1';\n\
    GRANT ALL ON camshaft.* TO camshaft@'127.0.0.1';\n\
    GRANT PROCESS, BINLOG MONITOR, REPLICA MONITOR, REPLICATION SLAVE, REPLICATION SLAVE ADMIN \
        ON *.* TO camshaft@'127.0.0.1';\n\
    CREATE USER admin@'127.0.0.1';\n\
    GRANT ALL ON *.* TO admin@'127.0.0.1';\n";

/// A MariaDB server.
pub(crate) type Own = Server<Mariadb>;

#[derive(Debug)]
pub(crate) enum Mariadb {}

impl Own {
    /// Starts a server without tables.
    pub(crate) fn start(durability: Durability) -> Self {
        Self::start_in(copied_template(), durability)
    }

    /// Starts a read-only server that replays what this one has written.
    pub(crate) fn start_standby(&self) -> Self {
        let home = copied_template();
        let mut write = command("tee", "KILL");
        write.arg(home.path().join(INIT_FILE));
        // One statement a line.
        let statements = format!(
            "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = {}, \
             MASTER_USER = 'camshaft', MASTER_USE_GTID = slave_pos;\n\
             START SLAVE;\n\
             SET GLOBAL read_only = 1;\n",
            self.port()
        );
        run(write, &statements);
        Self::start_in(home, self.durability())
    }
}

/// Returns the URL of the database of a server, at the server's own port or at that of a proxy.
pub(crate) fn url(port: u16) -> String {
    format!("mysql://camshaft@127.0.0.1:{port}/camshaft")
}

/// Returns the URL for an account with all privileges, which can connect when no other can.
pub(crate) fn admin_url(port: u16) -> String {
    format!("mysql://admin@127.0.0.1:{port}/camshaft")
}

impl Kind for Mariadb {
    const NAME: &str = "MariaDB";

    type Dialogue = MariadbDialogue;

    fn command(home: &Home, port: u16, durability: Durability) -> Command {
        let data = home.path();
        let folder = data.parent().unwrap();
        let mut server = program(SERVER);
        server.args([option("--datadir", data), option("--tmpdir", folder)]);
        server.arg(option("--socket", &data.join("socket")));
        server.arg(option("--pid-file", &data.join("pid")));
        server.args([format!("--port={port}"), format!("--server-id={port}")]);
        server.args(FORMAT);
        server.args([
            "--bind-address=127.0.0.1",
            "--skip-ssl",
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_nopad_bin",
            "--lc-messages=en_US",
            "--innodb-buffer-pool-size=16M",
            "--log-bin=log",
        ]);
        match durability {
            Durability::None => server.arg(NO_SYNC),
            Durability::Full => {
                server.args(["--innodb-flush-log-at-trx-commit=1", "--sync-binlog=1"])
            }
        };
        let init = data.join(INIT_FILE);
        if init.exists() {
            server.arg(option("--init-file", &init));
        }
        server
    }

    /// Reads the log, which is new with each process.
    fn is_ready(home: &Home, _: u32) -> bool {
        home.said().contains("ready for connections")
    }

    fn signal(end: End) -> &'static str {
        match end {
            End::Fast => "TERM",
            End::Immediate => "KILL",
        }
    }
}

fn copied_template() -> Home {
    let home = Home::new();
    let mut copy = command("cp", "KILL");
    copy.arg("-a").arg(template()).arg(home.path());
    run(copy, "");
    home
}

/// Returns a finished data folder, which takes a fraction of the time to copy that it takes to create.
/// It stays until `./tests/run` ends.
fn template() -> &'static Path {
    static TEMPLATE: LazyLock<PathBuf> = LazyLock::new(|| {
        let home = Home::new();
        let path = home.path().to_owned();
        for (name, arguments, input) in [
            (
                INSTALL,
                &["--auth-root-authentication-method=normal", "--skip-test-db"] as &[_],
                "",
            ),
            (SERVER, &["--bootstrap"], ACCOUNT),
        ] {
            let mut made = program(name);
            made.arg(option("--datadir", &path)).args(FORMAT);
            made.arg(NO_SYNC).args(arguments);
            run(made, input);
        }
        // Filled when the server ends; whoever starts on a copy would look for its contents.
        let _ = fs::remove_file(path.join("ib_buffer_pool"));
        std::mem::forget(home);
        path
    });
    &TEMPLATE
}

/// Returns the program, without the configuration of a server that the system may have.
fn program(variable_of: &str) -> Command {
    let signal = Mariadb::signal(End::Immediate);
    let mut program = command(variable(variable_of), signal);
    program.arg("--no-defaults");
    program
}

fn option(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}
