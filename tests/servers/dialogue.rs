//! What the proxy asks of a protocol: where a message ends, and what it says of a statement.

use std::fmt::Debug;
use std::io::{self, Read};
use std::net::TcpStream;

/// What was said on one connection, as far as later messages can only be understood with it.
pub(crate) trait Dialogue: Debug + Default + Send + 'static {
    /// The length of the client's message that begins with these bytes; `None` while it takes more of them to tell.
    fn request_length(&self, received: &[u8]) -> Option<usize>;

    /// The same for the server's.
    fn reply_length(&self, received: &[u8]) -> Option<usize>;

    /// What the client is answered in the server's place, if its message asks for encryption: the proxy could not read
    /// on.
    fn refusal(&self, _: &[u8]) -> Option<&'static [u8]> {
        None
    }

    /// The text of the statement that a message of the client asks for.
    fn request(&mut self, message: &[u8]) -> Option<Vec<u8>>;

    /// What a message of the server says.
    fn reply(&mut self, message: &[u8]) -> Reply;
}

/// What a server's message says.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    /// A statement that begins so is carried out.
    pub(crate) completes: Option<Vec<u8>>,
    /// Everything asked for is done.
    pub(crate) is_last: bool,
}

/// Cuts what arrives into messages.
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

    /// The next message; `None` at the end of the connection.
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
