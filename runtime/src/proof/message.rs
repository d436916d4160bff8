//! Text built at compile time.

/// A message in a fixed buffer; what does not fit is cut at its end.
pub(super) struct Message {
    bytes: [u8; Self::CAPACITY],
    length: usize,
}

impl Message {
    const CAPACITY: usize = 4096;

    /// Creates an empty message.
    pub(super) const fn new() -> Self {
        Self {
            bytes: [0; Self::CAPACITY],
            length: 0,
        }
    }

    /// Appends a text.
    pub(super) const fn push(&mut self, text: &str) {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.length < Self::CAPACITY {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
    }

    /// Appends a name between quotes; a quote within it is doubled.
    pub(super) const fn push_quoted(&mut self, name: &str, quote: char) {
        let mut mark = [0; 4];
        let mark: &str = quote.encode_utf8(&mut mark);
        self.push(mark);
        let mut rest = name;
        while let Some((first, behind)) = split_at_byte(rest, mark.as_bytes()[0]) {
            self.push(first);
            self.push(mark);
            self.push(mark);
            rest = behind;
        }
        self.push(rest);
        self.push(mark);
    }

    /// Appends a number.
    pub(super) const fn push_number(&mut self, number: u32) {
        if number >= 10 {
            self.push_number(number / 10);
        }
        let digits = "0123456789".as_bytes();
        let (_, from_digit) = digits.split_at((number % 10) as usize);
        let (digit, _) = from_digit.split_at(1);
        if let Ok(digit) = core::str::from_utf8(digit) {
            self.push(digit);
        }
    }

    /// Appends names with `, ` between them.
    pub(super) const fn push_list(&mut self, names: &[&str]) {
        let mut at = 0;
        while at < names.len() {
            if at > 0 {
                self.push(", ");
            }
            self.push(names[at]);
            at += 1;
        }
    }

    /// Appends names with a separator between them.
    pub(super) const fn push_joined(&mut self, names: &[&str], separator: &str) {
        let mut at = 0;
        while at < names.len() {
            if at > 0 {
                self.push(separator);
            }
            self.push(names[at]);
            at += 1;
        }
    }

    /// Begins a line `note: ` of the error, about a place unless that is empty.
    pub(super) const fn note(&mut self, place: &str) {
        self.push("\nnote: ");
        self.push_place(place);
    }

    /// Adds a line `help: ` to the error.
    pub(super) const fn help(&mut self, text: &str) {
        self.push("\nhelp: ");
        self.push(text);
    }

    /// Begins a line `help: ` of the error, about a place unless that is empty.
    pub(super) const fn help_on(&mut self, place: &str) {
        self.help("");
        self.push_place(place);
    }

    const fn push_place(&mut self, place: &str) {
        if !place.is_empty() {
            self.push(place);
            self.push(": ");
        }
    }

    /// Returns the text, up to the last whole character that fits.
    pub(super) const fn as_str(&self) -> &str {
        let (used, _) = self.bytes.split_at(self.length);
        match core::str::from_utf8(used) {
            Ok(text) => text,
            Err(cut) => match core::str::from_utf8(used.split_at(cut.valid_up_to()).0) {
                Ok(text) => text,
                Err(_) => "",
            },
        }
    }
}

/// Returns what is before a byte of ASCII, and what is behind it.
const fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == byte {
            let (first, rest) = text.split_at(at);
            return Some((first, rest.split_at(1).1));
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Message;

    #[test]
    fn numbers_and_lists_are_written_out() {
        let mut message = Message::new();
        message.push_number(0);
        message.push(" ");
        message.push_number(1205);
        message.push(" ");
        message.push_list(&["a", "b"]);
        message.push(" ");
        message.push_joined(&["t", "a", "key"], "_");
        assert_eq!(message.as_str(), "0 1205 a, b t_a_key");
    }

    #[test]
    fn a_long_text_is_cut_at_a_whole_character() {
        let mut message = Message::new();
        message.push("x");
        for _ in 0..Message::CAPACITY {
            message.push("ü");
        }
        assert_eq!(message.as_str().len(), Message::CAPACITY - 1);
        assert!(message.as_str().ends_with('ü'));
    }
}
