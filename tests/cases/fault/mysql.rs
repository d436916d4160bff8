//! Cases of MariaDB servers alone.

use std::thread;
use std::time::{Duration, Instant};

use camshaft::Entry;

use crate::backend::{Session, execute};
use crate::fault::helpers::{assert_details, new_user};
use crate::fault::{PATIENCE, new_server};
use crate::flavour::*;
use crate::own::{admin_url, url};
use crate::servers::Durability;

/// 1040 is met before there is a connection, so that it is no error of a call: who is connected goes on.
async fn too_many_connections_are_refused_and_those_that_are_there_go_on() {
    let (server, mut session) = new_server(Durability::None).await;
    let user = new_user(&mut session, "a").await;
    let mut admin = run!(Session::establish(&admin_url(server.port()))).unwrap();
    // The least that the server takes.
    run!(execute(&mut admin, "SET GLOBAL max_connections = 10"));
    let mut others = Vec::new();
    let refused = loop {
        match run!(Session::establish(&url(server.port()))) {
            Ok(other) => others.push(other),
            Err(error) => break error.to_string(),
        }
        assert!(others.len() < 10);
    };
    assert!(refused.contains("Too many connections"), "{refused}");
    let row = run!(user.detail().get_or_create(&mut session)).unwrap();
    others.pop();
    let begun = Instant::now();
    let mut other = loop {
        match run!(Session::establish(&url(server.port()))) {
            Ok(other) => break other,
            Err(error) => assert!(begun.elapsed() < PATIENCE, "{error}"),
        }
        thread::sleep(Duration::from_millis(5));
    };
    let entry = run!(user.detail().get_or_create_entry(&mut other)).unwrap();
    assert_eq!(entry, Entry::Found(row));
    assert_details(&mut other, 1).await;
}

tests![too_many_connections_are_refused_and_those_that_are_there_go_on];
