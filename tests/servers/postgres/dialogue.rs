//! The protocol of PostgreSQL, version 3: a message is a byte with its kind, a length, a body.

use crate::servers::{Dialogue, Reply};

/// The state of a connection of PostgreSQL.
#[derive(Debug, Default)]
pub(crate) struct PostgresDialogue {
    /// The client has named itself. Its messages have no kind until then.
    is_open: bool,
}

impl Dialogue for PostgresDialogue {
    fn request_length(&self, received: &[u8]) -> Option<usize> {
        length(received, usize::from(self.is_open))
    }

    fn reply_length(&self, received: &[u8]) -> Option<usize> {
        length(received, 1)
    }

    fn refusal(&self, message: &[u8]) -> Option<&'static [u8]> {
        // `SSLRequest` and `GSSENCRequest`, in the place of a version.
        const ENCRYPTION: [u32; 2] = [80_877_103, 80_877_104];
        let code = number(message, 4).filter(|_| !self.is_open)?;
        ENCRYPTION.contains(&code).then_some(b"N")
    }

    fn request(&mut self, message: &[u8]) -> Option<Vec<u8>> {
        if !self.is_open {
            self.is_open = true;
            return None;
        }
        let text = match message[0] {
            b'Q' => body(message),
            // `Parse`: the name of the statement stands first.
            b'P' => body(message).split(|byte| *byte == 0).nth(1)?,
            _ => return None,
        };
        Some(text.to_vec())
    }

    /// Reads a reply. Outside of a transaction the server commits after it has reported that the
    /// statement is complete, and before it is ready for another one.
    fn reply(&mut self, message: &[u8]) -> Reply {
        Reply {
            completes: (message[0] == b'C').then(|| body(message).to_vec()),
            is_last: message[0] == b'Z',
        }
    }
}

/// Returns the length of a message, which it has at this position.
fn length(received: &[u8], at: usize) -> Option<usize> {
    number(received, at).map(|length| at + length as usize)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_be_bytes(bytes))
}

fn body(message: &[u8]) -> &[u8] {
    message.get(5..).unwrap_or_default()
}
