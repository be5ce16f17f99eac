//! Cuts a stream of JSON into its documents: one a line, pretty-printed over many, one after the other, or all inside one array.
//! Finds their ends only; what is in them is the reader's business.

use std::io::{self, Read};

/// Bytes read at a time.
const PIECE: usize = 128 << 10;

/// One document and the line it begins at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Document {
    pub(super) text: Vec<u8>,
    pub(super) line: usize,
    /// The input ended inside it.
    pub(super) cut: bool,
}

/// The documents of an input.
pub(super) struct Documents<R> {
    input: R,
    /// Read, and not given out yet.
    buffer: Vec<u8>,
    /// How far the buffer was looked at.
    seen: usize,
    line: usize,
    /// The longest document taken.
    most: usize,
}

impl<R: Read> Documents<R> {
    pub(super) fn new(input: R, most: usize) -> Self {
        Self { input, buffer: Vec::new(), seen: 0, line: 1, most }
    }

    /// The next document; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Document>> {
        if !self.skip_to_document()? {
            return Ok(None);
        }
        let line = self.line;
        let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
        loop {
            while let Some(byte) = self.buffer.get(self.seen) {
                self.seen += 1;
                match byte {
                    b'\n' => self.line += 1,
                    _ if escaped => escaped = false,
                    b'\\' if in_text => escaped = true,
                    b'"' => in_text = !in_text,
                    b'{' if !in_text => depth += 1,
                    b'}' if !in_text => {
                        depth -= 1;
                        if depth == 0 {
                            return Ok(Some(self.take(line, false)));
                        }
                    }
                    _ => {}
                }
            }
            if self.buffer.len() > self.most {
                let most = self.most >> 20;
                return Err(io::Error::other(format!("line {line}: the document is longer than {most} MiB")));
            }
            if !self.fill()? {
                return Ok(Some(self.take(line, true)));
            }
        }
    }

    fn take(&mut self, line: usize, cut: bool) -> Document {
        let text = self.buffer.drain(..self.seen).collect();
        self.seen = 0;
        Document { text, line, cut }
    }

    /// Passes over what may stand between documents, the frame of an array included. False at the end of the input.
    fn skip_to_document(&mut self) -> io::Result<bool> {
        loop {
            // The last three are the byte order mark: no character of JSON, yet some editors put it in front.
            let between =
                |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'[' | b']' | b',' | 0xef | 0xbb | 0xbf);
            let skipped = self.buffer.iter().take_while(|byte| between(byte)).count();
            self.line += self.buffer[..skipped].iter().filter(|byte| **byte == b'\n').count();
            self.buffer.drain(..skipped);
            match self.buffer.first().copied() {
                Some(b'{') => return Ok(true),
                Some(other) => {
                    let found = if other.is_ascii_graphic() {
                        (other as char).to_string()
                    } else {
                        format!("byte {other:#04x}")
                    };
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        format!("line {}: a JSON object was expected, not {found}", self.line),
                    ));
                }
                None if !self.fill()? => return Ok(false),
                None => {}
            }
        }
    }

    fn fill(&mut self) -> io::Result<bool> {
        let length = self.buffer.len();
        self.buffer.resize(length + PIECE, 0);
        loop {
            match self.input.read(&mut self.buffer[length..]) {
                Ok(read) => {
                    self.buffer.truncate(length + read);
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.buffer.truncate(length);
                    return Err(error);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, usize, bool)> {
        /// Hands out one byte at a time: every cut between two reads is met.
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                let (Some(byte), rest) = (self.0.first(), self.0.get(1..).unwrap_or_default()) else { return Ok(0) };
                out[0] = *byte;
                self.0 = rest;
                Ok(1)
            }
        }
        let mut documents = Documents::new(Slow(text.as_bytes()), 1 << 20);
        let mut found = Vec::new();
        while let Some(document) = documents.next().expect("reads") {
            found.push((String::from_utf8(document.text).expect("text"), document.line, document.cut));
        }
        found
    }

    #[test]
    fn documents_are_found_however_they_stand() {
        let one = |text: &str, line| (text.to_owned(), line, false);
        assert_eq!(all("{\"a\":1}\n{\"b\":{}}\n"), [one("{\"a\":1}", 1), one("{\"b\":{}}", 2)]);
        assert_eq!(all("\u{feff}\n {\n \"a\": \"}\\\"{\"\n}{}"), [one("{\n \"a\": \"}\\\"{\"\n}", 2), one("{}", 4)]);
        assert_eq!(all("[ {\"a\":[1]} ,\n{} ]"), [one("{\"a\":[1]}", 1), one("{}", 2)]);
        assert_eq!(all("{\"a\":").pop(), Some(("{\"a\":".into(), 1, true)));
        assert!(all(" \n").is_empty());
    }

    #[test]
    fn what_is_no_document_is_told_with_its_line() {
        let error = Documents::new("\n\nhello".as_bytes(), 10).next().expect_err("no JSON");
        assert_eq!(error.to_string(), "line 3: a JSON object was expected, not h");
    }
}
