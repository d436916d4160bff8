//! The protocol as the proxy reads it: the ends of messages, and the statements in them.

use std::fmt::Debug;
use std::io::{self, Read};
use std::net::TcpStream;

/// The state of one connection's dialogue, which later messages depend on.
pub(crate) trait Dialogue: Debug + Default + Send + 'static {
    /// Returns the length of the client's message that begins with these bytes; `None` while there are
    /// too few of them.
    fn request_length(&self, received: &[u8]) -> Option<usize>;

    /// Returns the same for the server's message.
    fn reply_length(&self, received: &[u8]) -> Option<usize>;

    /// Returns the answer in the server's place, if the client's message asks for encryption: the proxy
    /// could not read on.
    fn refusal(&self, _: &[u8]) -> Option<&'static [u8]> {
        None
    }

    /// Returns the text of the statement that a message of the client asks for.
    fn request(&mut self, message: &[u8]) -> Option<Vec<u8>>;

    /// Reads a message of the server.
    fn reply(&mut self, message: &[u8]) -> Reply;
}

/// The content of a server's message.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    /// A statement that begins so is carried out.
    pub(crate) completes: Option<Vec<u8>>,
    /// `true` if everything asked for is done.
    pub(crate) is_last: bool,
}

/// The messages that the received bytes are cut into.
pub(super) struct Messages<'a> {
    source: &'a TcpStream,
    received: Vec<u8>,
}

impl<'a> Messages<'a> {
    pub(super) fn of(source: &'a TcpStream) -> Self {
        Self {
            source,
            received: Vec::new(),
        }
    }

    /// Returns the next message; `None` at the end of the connection.
    pub(super) fn next(
        &mut self,
        length: impl Fn(&[u8]) -> Option<usize>,
    ) -> io::Result<Option<Vec<u8>>> {
        loop {
            match length(&self.received) {
                Some(end) if end <= self.received.len() => {
                    return Ok(Some(self.received.drain(..end).collect()));
                }
                _ => {}
            }
            let mut chunk = [0; 8192];
            match self.source.read(&mut chunk)? {
                0 => return Ok(None),
                read => self.received.extend(&chunk[..read]),
            }
        }
    }
}
