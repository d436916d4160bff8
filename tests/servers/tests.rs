//! The promises of the servers of a test.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::{Durability, End};
use crate::own::Own;

/// Returns its folder, and its process.
fn traces(server: &Own) -> (String, String) {
    let process = format!("/proc/{}", server.id());
    let data = server.data().to_str().unwrap().to_owned();
    assert!(Path::new(&process).exists() && Path::new(&data).exists());
    (process, data)
}

fn assert_gone((process, data): (String, String)) {
    assert!(!Path::new(&process).exists(), "{process}");
    assert!(!Path::new(&data).exists(), "{data}");
}

#[test]
fn server_and_its_data_go_when_the_test_panics() {
    let mut found = None;
    let panic = catch_unwind(AssertUnwindSafe(|| {
        let server = Own::start(Durability::None);
        found = Some(traces(&server));
        panic!("a failed test");
    }));
    assert!(panic.is_err());
    assert_gone(found.unwrap());
}

#[test]
fn restart_is_another_process_at_the_same_place() {
    for end in [End::Fast, End::Immediate] {
        let mut server = Own::start(Durability::None);
        let (before, port) = (traces(&server), server.port());
        server.restart(end);
        let after = traces(&server);
        assert_ne!(after.0, before.0);
        assert_eq!((after.1.as_str(), server.port()), (before.1.as_str(), port));
        drop(server);
        assert_gone(after);
    }
}

/// Keeps a server running when the thread that started it ends, although the kernel signals that to a
/// child as its parent's death.
#[test]
fn server_outlives_the_thread_that_started_it() {
    let start = || Own::start(Durability::None);
    let server = std::thread::spawn(start).join().unwrap();
    // Copies all of it, which a server that was told to end does not live to see.
    let copy = server.start_standby();
    traces(&copy);
    traces(&server);
}
