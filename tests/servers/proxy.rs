//! A proxy before a server that loses one message at a known point, so that no test has to be lucky.

use std::io::{self, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::dialogue::{Dialogue, Messages};
use super::process::PATIENCE;
use super::server::{Kind, Server};

/// The fault that a statement meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection ends before the server sees it.
    RequestLost,
    /// The server has carried it out, and the connection ends instead of saying so.
    ReplyLost,
    /// The server has carried it out, nothing says so, and the connection stays open.
    ReplyWithheld,
}

/// A proxy that ends with this, and its connections with it.
#[derive(Debug)]
pub(crate) struct Proxy {
    port: u16,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    inner: Mutex<Inner>,
    fired: Condvar,
}

#[derive(Debug, Default)]
struct Inner {
    /// The fault that waits for its statement, and the first word of that.
    armed: Option<(Fault, &'static str)>,
    sockets: Vec<TcpStream>,
    is_closed: bool,
}

impl Proxy {
    /// Starts a proxy that forwards everything to this server until a fault is set.
    pub(crate) fn before<K: Kind>(server: &Server<K>) -> Self {
        let server = server.port();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let own = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let of_thread = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming() {
                if of_thread.lock().is_closed {
                    break;
                }
                // A server that is down is seen as a connection that ends at once.
                if let (Ok(client), Ok(server)) = (client, connect(server)) {
                    of_thread.forward::<K::Dialogue>(client, server);
                }
            }
        });
        Self { port: own, state }
    }

    /// Returns the port that it listens on, on 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Does this to the next statement that begins with the word, and to no other.
    pub(crate) fn break_next(&self, word: &'static str, fault: Fault) {
        self.state.lock().armed = Some((fault, word));
    }

    /// Returns once the fault has happened.
    pub(crate) fn wait_until_broken(&self) {
        let (inner, waited) = self
            .state
            .fired
            .wait_timeout_while(self.state.lock(), PATIENCE, |inner| inner.armed.is_some())
            .unwrap_or_else(PoisonError::into_inner);
        assert!(!waited.timed_out(), "no statement for {:?}", inner.armed);
    }

    /// Ends all connections.
    pub(crate) fn cut(&self) {
        for socket in self.state.lock().sockets.drain(..) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.lock().is_closed = true;
        self.cut();
        // Wakes the thread that listens.
        let _ = connect(self.port);
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the fault of one of these kinds that is due for a statement with this text.
    fn due(&self, kinds: &[Fault], text: &[u8]) -> Option<Fault> {
        let (fault, word) = self.lock().armed?;
        let start = text.get(..word.len())?;
        let is_due = kinds.contains(&fault) && start.eq_ignore_ascii_case(word.as_bytes());
        is_due.then_some(fault)
    }

    /// Clears the fault, which has happened; later statements are forwarded again.
    fn fire(&self) {
        self.lock().armed = None;
        self.fired.notify_all();
    }

    /// Forwards in both directions until either side ends.
    fn forward<D: Dialogue>(self: &Arc<Self>, client: TcpStream, server: TcpStream) {
        for socket in [&client, &server] {
            let _ = socket.set_nodelay(true);
            self.lock().sockets.extend(socket.try_clone());
        }
        let line = Arc::new(Line {
            client,
            server,
            dialogue: Mutex::new(D::default()),
        });
        for pump in [Line::forward_requests, Line::forward_replies] {
            let (state, line) = (self.clone(), line.clone());
            thread::spawn(move || {
                // What goes wrong on one side is told to the other as the end of the connection.
                let _ = pump(&line, &state);
                let _ = line.client.shutdown(Shutdown::Both);
                let _ = line.server.shutdown(Shutdown::Both);
            });
        }
    }
}

/// A client, the server, and what they said to each other.
struct Line<D> {
    client: TcpStream,
    server: TcpStream,
    dialogue: Mutex<D>,
}

impl<D: Dialogue> Line<D> {
    fn dialogue(&self) -> MutexGuard<'_, D> {
        self.dialogue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forward_requests(&self, state: &State) -> io::Result<()> {
        let (mut client, mut server) = (&self.client, &self.server);
        let mut requests = Messages::of(client);
        let length = |received: &[u8]| self.dialogue().request_length(received);
        while let Some(message) = requests.next(length)? {
            let refusal = self.dialogue().refusal(&message);
            if let Some(refusal) = refusal {
                client.write_all(refusal)?;
                continue;
            }
            // Understood before it is sent: the answer is understood by it.
            let text = self.dialogue().request(&message);
            if text.is_some_and(|text| state.due(&[Fault::RequestLost], &text).is_some()) {
                server.shutdown(Shutdown::Both)?;
                state.fire();
                break;
            }
            server.write_all(&message)?;
        }
        Ok(())
    }

    fn forward_replies(&self, state: &State) -> io::Result<()> {
        let (mut client, server) = (&self.client, &self.server);
        let mut replies = Messages::of(server);
        let length = |received: &[u8]| self.dialogue().reply_length(received);
        while let Some(message) = replies.next(length)? {
            let mut reply = self.dialogue().reply(&message);
            let lost = [Fault::ReplyLost, Fault::ReplyWithheld];
            let due = reply
                .completes
                .take()
                .and_then(|text| state.due(&lost, &text));
            let Some(fault) = due else {
                client.write_all(&message)?;
                continue;
            };
            while !reply.is_last {
                let Some(message) = replies.next(length)? else {
                    break;
                };
                reply = self.dialogue().reply(&message);
            }
            state.fire();
            if fault == Fault::ReplyLost {
                break;
            }
            while replies.next(length)?.is_some() {}
        }
        Ok(())
    }
}

fn connect(port: u16) -> io::Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port))
}
