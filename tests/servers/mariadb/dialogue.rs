//! The protocol of MySQL and MariaDB: a message is a length, its number in the exchange, a body. It is
//! read without encryption and compression, which no client asks these servers for.

use std::collections::HashMap;

use crate::servers::{Dialogue, Reply};

/// The length of the header before a body.
const HEADER: usize = 4;
/// `COM_QUERY`.
const QUERY: u8 = 0x03;
/// `COM_STMT_PREPARE`.
const PREPARE: u8 = 0x16;
/// `COM_STMT_EXECUTE`.
const EXECUTE: u8 = 0x17;
/// The first byte of a reply without rows and without an error.
const OK: u8 = 0x00;
/// The first byte of the message that ends the columns or the rows of a result.
const END: u8 = 0xfe;
/// The first byte of an error.
const ERROR: u8 = 0xff;

/// The state of a connection of MariaDB.
#[derive(Debug, Default)]
pub(crate) struct MariadbDialogue {
    asked: Asked,
    /// The texts of statements that were prepared, by what the server calls them.
    prepared: HashMap<[u8; 4], Vec<u8>>,
}

/// The request that the server is to answer.
#[derive(Debug, Default)]
enum Asked {
    Preparation(Vec<u8>),
    Statement(Vec<u8>),
    /// The rest of the rows that a statement returns, after so many messages that describe its columns.
    Rows {
        text: Vec<u8>,
        columns: u8,
        has_rows: bool,
    },
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

    /// Reads a reply. A statement that writes is answered by one message, or by its rows and one that
    /// ends them, after it is committed if it is its own transaction.
    fn reply(&mut self, message: &[u8]) -> Reply {
        let first = message.get(HEADER).copied();
        let completes = match std::mem::take(&mut self.asked) {
            Asked::Preparation(text) if first == Some(OK) => {
                let name = message[HEADER + 1..].first_chunk();
                self.prepared.extend(name.map(|name| (*name, text)));
                None
            }
            Asked::Statement(text) if first == Some(OK) => Some(text),
            Asked::Statement(text) if first != Some(ERROR) => {
                self.asked = Asked::Rows {
                    text,
                    columns: first.unwrap_or_default(),
                    has_rows: false,
                };
                None
            }
            Asked::Rows {
                text,
                columns,
                has_rows,
            } => {
                let is_row = columns == 0 && first != Some(END);
                // Some clients are told that the columns end, some are not.
                if has_rows && first == Some(END) {
                    Some(text)
                } else {
                    self.asked = Asked::Rows {
                        text,
                        columns: columns.saturating_sub(1),
                        has_rows: has_rows || is_row,
                    };
                    None
                }
            }
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
