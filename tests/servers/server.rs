//! The parts that all servers of a test share.

use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::marker::PhantomData;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::dialogue::Dialogue;
use super::home::Home;
use super::process::{PATIENCE, Process};

/// The way in which a server ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// An end of all sessions, after which everything is written.
    Fast,
    /// A crash: nothing is written, and the next start has to recover.
    Immediate,
}

/// The loss that a crash of the server may cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// A loss of whatever was not written yet: for tests that do not crash it.
    None,
    /// No loss of what was acknowledged.
    Full,
}

/// The parts that differ between servers.
pub(crate) trait Kind {
    /// The name in messages.
    const NAME: &str;

    /// The dialogue of its protocol.
    type Dialogue: Dialogue;

    /// Returns the program, which runs in the foreground.
    fn command(home: &Home, port: u16, durability: Durability) -> Command;

    /// Returns whether the server in this process takes connections, by its own files: a client that
    /// asks the port might be answered by another server.
    fn is_ready(home: &Home, process: u32) -> bool;

    /// Returns the name of the signal that ends it in this way.
    fn signal(end: End) -> &'static str;
}

/// A server that ends with this, and its data with it.
#[derive(Debug)]
pub(crate) struct Server<K: Kind> {
    // The process comes first: it ends before its data goes.
    process: Process,
    home: Home,
    port: u16,
    durability: Durability,
    kind: PhantomData<K>,
}

impl<K: Kind> Server<K> {
    /// Starts a server on data that exists.
    pub(crate) fn start_in(home: Home, durability: Durability) -> Self {
        loop {
            let port = some_port();
            if let Some(process) = launch::<K>(&home, port, durability) {
                return Self {
                    process,
                    home,
                    port,
                    durability,
                    kind: PhantomData,
                };
            }
            if !home.said().contains("Address already in use") {
                give_up::<K>(&home);
            }
        }
    }

    /// Ends the server and starts it again, on the same port and data.
    pub(crate) fn restart(&mut self, end: End) {
        self.process.end(K::signal(end));
        let started = launch::<K>(&self.home, self.port, self.durability);
        self.process = started.unwrap_or_else(|| give_up::<K>(&self.home));
    }

    /// Returns the port that it listens on, on 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Returns the number of its process.
    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Returns the folder of its data.
    pub(super) fn data(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn durability(&self) -> Durability {
        self.durability
    }
}

/// Starts the server and waits until it takes connections; `None` when it ended before.
fn launch<K: Kind>(home: &Home, port: u16, durability: Durability) -> Option<Process> {
    let log = File::create(home.log()).unwrap();
    let mut command = K::command(home, port, durability);
    command.stdin(Stdio::null());
    command.stdout(log.try_clone().unwrap()).stderr(log);
    let mut process = Process::spawn(command, K::signal(End::Immediate)).unwrap();
    let begun = Instant::now();
    while process.is_running() {
        if K::is_ready(home, process.id()) {
            return Some(process);
        }
        if begun.elapsed() > PATIENCE {
            give_up::<K>(home);
        }
        thread::sleep(Duration::from_millis(2));
    }
    None
}

fn give_up<K: Kind>(home: &Home) -> ! {
    panic!("{} does not start: {}", K::NAME, home.said())
}

/// Returns a port below those that the kernel hands out to clients, which might take it while the
/// server restarts.
fn some_port() -> u16 {
    let random = RandomState::new().hash_one(());
    20_000 + u16::try_from(random % 12_000).unwrap()
}
