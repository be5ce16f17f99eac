//! Cuts a stream of JSON into its top-level objects, without reading them: braces are counted, texts skipped. Brackets and commas
//! around the objects are passed over, so an array gives its elements.
//!
//! A line that was cut off (the writer was killed) would swallow all that follows. Lines of requests are told by how they begin, so
//! reading starts again there.

use std::io::BufRead;

use memchr::{memchr, memchr3};

use crate::ReceiveError;

/// How every line of a request begins, and no line inside a document.
const BEGINNING: &[u8] = b"{\"resource";

/// A top-level object.
#[derive(Debug)]
pub struct Document {
    /// The line it begins on, from 1.
    pub line: u64,
    /// Its bytes.
    pub text: Vec<u8>,
}

/// Walks the objects of a stream.
#[derive(Debug)]
pub struct Documents<R> {
    source: R,
    max: usize,
    line: u64,
    open: Option<Open>,
    /// The rest of the line is no object.
    skips: bool,
    /// The source has ended or failed.
    ended: bool,
}

/// An object that has begun.
#[derive(Debug, Default)]
struct Open {
    line: u64,
    text: Vec<u8>,
    depth: usize,
    in_text: bool,
    escaped: bool,
    /// How much of [`BEGINNING`] the current line has shown; `None` once it differed.
    beginning: Option<usize>,
    too_large: bool,
}

/// What a byte did to an open object.
enum Step {
    On,
    Closed,
    /// A line of its own began inside it: it was cut off.
    Cut,
}

impl<R: BufRead> Documents<R> {
    /// Nothing is read yet. No object may be larger than `max` bytes.
    pub fn new(source: R, max: usize) -> Self {
        Self { source, max, line: 1, open: None, skips: false, ended: false }
    }

    /// The next object.
    ///
    /// # Errors
    /// When it is too large or cut off, when something else stands in its place, or when the source fails. The next call goes on
    /// behind it, if the source does.
    pub fn next(&mut self) -> Result<Option<Document>, ReceiveError> {
        while !self.ended {
            let chunk = match self.source.fill_buf() {
                Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(cause) => {
                    self.ended = true;
                    return Err(fault(self.line, &cause.to_string()));
                }
                Ok(chunk) => chunk,
            };
            if chunk.is_empty() {
                self.ended = true;
                return match self.open.take() {
                    None => Ok(None),
                    Some(open) => Err(fault(open.line, "the document is cut off")),
                };
            }
            if self.skips {
                let end = memchr(b'\n', chunk);
                self.skips = end.is_none();
                let used = end.unwrap_or(chunk.len());
                self.source.consume(used);
                continue;
            }
            let (used, found) = match &mut self.open {
                None => between(chunk, &mut self.line, &mut self.open),
                Some(open) => inside(chunk, &mut self.line, open, self.max),
            };
            self.source.consume(used);
            match found {
                None => {}
                Some(Found::Garbage) => {
                    self.skips = true;
                    return Err(fault(self.line, "expected an OTLP request as a JSON object"));
                }
                Some(Found::Closed) => return self.close().map(Some),
                Some(Found::Cut) => return Err(self.restart()),
            }
        }
        Ok(None)
    }

    fn close(&mut self) -> Result<Document, ReceiveError> {
        let open = self.open.take().unwrap_or_default();
        if open.too_large {
            return Err(ReceiveError::File {
                place: format!("line {}", open.line),
                reason: ReceiveError::TooLarge { max: self.max, decompressed: false }.to_string(),
            });
        }
        Ok(Document { line: open.line, text: open.text })
    }

    /// The open object was cut off where this line begins: goes on with the line's.
    fn restart(&mut self) -> ReceiveError {
        let line = self.open.as_ref().map_or(self.line, |open| open.line);
        self.open =
            Some(Open { line: self.line, text: BEGINNING.to_vec(), depth: 1, in_text: true, ..Open::default() });
        fault(line, "the document is cut off")
    }
}

enum Found {
    Closed,
    Cut,
    Garbage,
}

/// Looks for the next object: how many bytes are used up, and whether something stood in its way.
fn between(chunk: &[u8], line: &mut u64, open: &mut Option<Open>) -> (usize, Option<Found>) {
    for (index, byte) in chunk.iter().enumerate() {
        match byte {
            b'{' => {
                *open = Some(Open { line: *line, ..Open::default() });
                return (index, None);
            }
            b'\n' => *line += 1,
            b' ' | b'\t' | b'\r' | b',' | b'[' | b']' | 0xef | 0xbb | 0xbf => {}
            _ => return (index, Some(Found::Garbage)),
        }
    }
    (chunk.len(), None)
}

/// Follows an open object: how many bytes belong to it, and how it ended, if it did.
fn inside(chunk: &[u8], line: &mut u64, open: &mut Open, max: usize) -> (usize, Option<Found>) {
    let mut index = 0;
    let mut found = None;
    while index < chunk.len() {
        if open.in_text && !open.escaped && open.beginning.is_none() {
            // Most bytes are inside texts: jump to what may end one.
            match memchr3(b'"', b'\\', b'\n', &chunk[index..]) {
                Some(skip) => index += skip,
                None => {
                    index = chunk.len();
                    break;
                }
            }
        }
        let byte = chunk[index];
        index += 1;
        match open.step(byte, line) {
            Step::On => {}
            Step::Closed => found = Some(Found::Closed),
            Step::Cut => found = Some(Found::Cut),
        }
        if found.is_some() {
            break;
        }
    }
    open.keep(&chunk[..index], max);
    (index, found)
}

impl Open {
    fn step(&mut self, byte: u8, line: &mut u64) -> Step {
        if byte == b'\n' {
            *line += 1;
            // JSON has no line breaks inside texts: one that is open there was cut off. Only a new request's line tells for sure.
            self.beginning = Some(0);
            return Step::On;
        }
        if let Some(seen) = self.beginning {
            let next = seen + 1;
            self.beginning = (BEGINNING[seen] == byte).then_some(next);
            if next == BEGINNING.len() && self.beginning.is_some() {
                return Step::Cut;
            }
        }
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_text = false,
                _ => {}
            }
            return Step::On;
        }
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    return Step::Closed;
                }
            }
            _ => {}
        }
        Step::On
    }

    fn keep(&mut self, bytes: &[u8], max: usize) {
        if self.too_large || self.text.len() + bytes.len() > max {
            self.too_large = true;
            self.text = Vec::new();
        } else {
            self.text.extend_from_slice(bytes);
        }
    }
}

fn fault(line: u64, reason: &str) -> ReceiveError {
    ReceiveError::File { place: format!("line {line}"), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines and texts of a stream's objects, errors as their messages; read in chunks of `size` bytes.
    fn all(text: &str, size: usize, max: usize) -> Vec<String> {
        let mut documents = Documents::new(std::io::BufReader::with_capacity(size, text.as_bytes()), max);
        let mut all = Vec::new();
        loop {
            match documents.next() {
                Ok(None) => return all,
                Ok(Some(document)) => {
                    all.push(format!("{}: {}", document.line, String::from_utf8(document.text).expect("text")));
                }
                Err(cause) => all.push(cause.to_string()),
            }
        }
    }

    #[test]
    fn objects_are_cut_out_of_lines_arrays_and_pretty_documents() {
        let text = "{\"a\":\"}\\\"{\"}\n\n {\n \"b\": [{}, {\"c\": []}]\n}\n[{\"d\":1},\n{\"e\":2}]{}";
        let expected =
            ["1: {\"a\":\"}\\\"{\"}", "3: {\n \"b\": [{}, {\"c\": []}]\n}", "6: {\"d\":1}", "7: {\"e\":2}", "7: {}"];
        for size in [1, 2, 3, 7, 100] {
            assert_eq!(all(text, size, 1000), expected, "{size}");
        }
    }

    #[test]
    fn what_is_cut_off_or_too_large_or_no_object_costs_itself_alone() {
        let text = "{\"resourceSpans\":[{\"x\":\"cu\n{\"resourceLogs\":[]}\nhello {\n{\"resourceSpans\":[\"much too long\"]}\n{}\n{\"end\":";
        let expected = [
            "line 1: the document is cut off",
            "2: {\"resourceLogs\":[]}",
            "line 3: expected an OTLP request as a JSON object",
            "line 4: the body is larger than 0 MiB; start Waterglass with WATERGLASS_MAX_BODY_MIB set higher to take it, or send smaller batches",
            "5: {}",
            "line 6: the document is cut off",
        ];
        for size in [1, 2, 3, 7, 100] {
            assert_eq!(all(text, size, 30), expected, "{size}");
        }
    }
}
