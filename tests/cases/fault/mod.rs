//! Cases of servers that crash, of messages that are lost, and of servers that only read.

mod commit;
#[path = "../helpers.rs"]
pub(crate) mod helpers;
mod replica;
mod restart;

use std::thread;
use std::time::{Duration, Instant};

use crate::asked;
use crate::backend::{Session, execute, number};
use crate::flavour::*;
use crate::own::{Own, url};
use crate::servers::Durability;

/// How long a server may take to get somewhere.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A server with the tables of every backend, and a session of it.
pub(crate) async fn new_server(durability: Durability) -> (Own, Session) {
    let server = Own::start(durability);
    let mut session = connect(server.port()).await;
    run!(execute(&mut session, asked::TABLES));
    (server, session)
}

/// A session of the server, or of the proxy, that listens on this port.
async fn connect(port: u16) -> Session {
    run!(Session::establish(&url(port))).unwrap()
}

/// Whether the server answers that a condition holds.
async fn holds(session: &mut Session, condition: &str) -> bool {
    let query = format!("SELECT CASE WHEN {condition} THEN 1 ELSE 0 END");
    run!(number(session, &query)) == 1
}

/// Returns once it does.
async fn wait_until(session: &mut Session, condition: &str) {
    let begun = Instant::now();
    while !holds(session, condition).await {
        assert!(begun.elapsed() < PATIENCE, "never: {condition}");
        thread::sleep(Duration::from_millis(2));
    }
}
