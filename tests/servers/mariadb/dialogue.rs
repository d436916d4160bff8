//! The protocol of MySQL and MariaDB: a message is a length, its number in the exchange, a body. It is read as it is
//! without encryption and compression, which nobody asks these servers for.

use std::collections::HashMap;

use crate::servers::{Dialogue, Reply};

/// The length of what stands before a body.
const HEADER: usize = 4;
/// `COM_QUERY`.
const QUERY: u8 = 0x03;
/// `COM_STMT_PREPARE`.
const PREPARE: u8 = 0x16;
/// `COM_STMT_EXECUTE`.
const EXECUTE: u8 = 0x17;
/// How a reply begins that tells of no row and no error.
const OK: u8 = 0x00;

/// What was said on a connection of MariaDB.
#[derive(Debug, Default)]
pub(crate) struct MariadbDialogue {
    asked: Asked,
    /// The texts of statements that were prepared, by what the server calls them.
    prepared: HashMap<[u8; 4], Vec<u8>>,
}

/// What the server is to answer.
#[derive(Debug, Default)]
enum Asked {
    Preparation(Vec<u8>),
    Statement(Vec<u8>),
    #[default]
    Other,
}

impl Dialogue for MariadbDialogue {
    fn request_length(&self, received: &[u8]) -> Option<usize> {
        length(received)
    }

    fn reply_length(&self, received: &[u8]) -> Option<usize> {
        length(received)
    }

    fn request(&mut self, message: &[u8]) -> Option<Vec<u8>> {
        // A command begins an exchange; what goes on with one is of the greeting.
        if message[3] != 0 {
            return None;
        }
        let (command, rest) = message[HEADER..].split_first().unwrap_or((&0, &[]));
        self.asked = match *command {
            QUERY => Asked::Statement(rest.to_vec()),
            PREPARE => Asked::Preparation(rest.to_vec()),
            EXECUTE => {
                let text = rest.first_chunk().and_then(|name| self.prepared.get(name));
                text.cloned().map_or(Asked::Other, Asked::Statement)
            }
            _ => Asked::Other,
        };
        match &self.asked {
            Asked::Statement(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// A statement that writes is answered by one message, after it is committed where it stands by itself.
    fn reply(&mut self, message: &[u8]) -> Reply {
        // The rest of an answer of several messages.
        if message[3] != 1 {
            return Reply::default();
        }
        let is_ok = message.get(HEADER) == Some(&OK);
        let completes = match std::mem::take(&mut self.asked) {
            Asked::Preparation(text) if is_ok => {
                let name = message[HEADER + 1..].first_chunk();
                self.prepared.extend(name.map(|name| (*name, text)));
                None
            }
            Asked::Statement(text) if is_ok => Some(text),
            _ => None,
        };
        Reply {
            is_last: completes.is_some(),
            completes,
        }
    }
}

fn length(received: &[u8]) -> Option<usize> {
    let [a, b, c, _] = *received.first_chunk::<HEADER>()?;
    Some(HEADER + u32::from_le_bytes([a, b, c, 0]) as usize)
}
