//! `col`: for a block of rows and one attribute key, which values occur and in which rows. Serves equality, facets and completion on
//! any attribute without an index of its own. Knows bytes and row numbers; never SQL.
//!
//! Layout, all numbers varints: a format byte (1 plain, 2 the same compressed); how many values; then for each value, in order of first appearance, its type
//! byte, its length, its bytes, the length of its row list and the list: gaps between row numbers, each doubled, plus 1 when a
//! run of consecutive rows follows, whose further length comes next. Values longer than [`LONGEST`] bytes are left out (full text finds them).

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use waterglass_model::otlp::Value;
use waterglass_model::wire::{put_varint, read_varint};

/// The longest value kept, bytes.
pub(crate) const LONGEST: usize = 128;

const FORMAT: u8 = 1;

/// A column whose bytes after this one are a zstd frame over the plain form: about half the size.
const COMPRESSED: u8 = 2;

/// The largest plain form a compressed column may have.
const LARGEST: usize = 256 << 20;

/// A value as the column keeps it: its type and its bytes. Lists and maps are left to full text.
pub(crate) fn cell<'b>(value: &Value<'b>, scratch: &'b mut [u8; 24]) -> Option<(u8, &'b [u8])> {
    use std::io::Write;
    let mut decimal = |text: std::fmt::Arguments<'_>| {
        let mut rest = &mut scratch[..];
        let before = rest.len();
        rest.write_fmt(text).ok()?;
        Some(before - rest.len())
    };
    match value {
        Value::String(text) if text.len() <= LONGEST => Some((b's', text.as_bytes())),
        Value::Bool(true) => Some((b'b', b"1")),
        Value::Bool(false) => Some((b'b', b"0")),
        Value::Int(number) => {
            let length = decimal(format_args!("{number}"))?;
            Some((b'i', &scratch[..length]))
        }
        Value::Double(number) => {
            scratch[..8].copy_from_slice(&number.to_bits().to_be_bytes());
            Some((b'd', &scratch[..8]))
        }
        _ => None,
    }
}

/// xxh3 over what the key writes: std's SipHash was a tenth of preparing a block.
#[derive(Clone, Copy, Default)]
pub(crate) struct Xx(u64);

impl Hasher for Xx {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxhash_rust::xxh3::xxh3_64_with_seed(bytes, self.0);
    }
    fn write_u8(&mut self, byte: u8) {
        self.0 = self.0.rotate_left(8) ^ u64::from(byte);
    }
    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}

/// A map keyed by text or small numbers, hashed by xxh3.
pub(crate) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<Xx>>;

/// One key's values while a block is being prepared. Borrowed texts are copied only when a value is new to the block.
#[derive(Default)]
pub(crate) struct Column {
    index: FastMap<Box<[u8]>, u32>,
    values: Vec<Postings>,
    /// The value of the previous row and its number: attributes repeat in runs.
    last: Option<u32>,
}

struct Postings {
    kind: u8,
    bytes: Box<[u8]>,
    rows: Vec<u8>,
    /// Start of the run being collected, and its last row.
    run: (u32, u32),
    /// Row after the previous run.
    after: u32,
}

impl Postings {
    fn flush(&mut self) {
        let (start, last) = self.run;
        let gap = u64::from(start - self.after);
        let further = last - start;
        put_varint(&mut self.rows, gap << 1 | u64::from(further > 0));
        if further > 0 {
            put_varint(&mut self.rows, u64::from(further));
        }
        self.after = last + 1;
    }
}

impl Column {
    /// Notes that `row` has this value. Rows must come in ascending order.
    pub(crate) fn add(&mut self, row: u32, kind: u8, bytes: &[u8]) {
        let number = match self.last {
            Some(last) if self.values[last as usize].kind == kind && *self.values[last as usize].bytes == *bytes => {
                last
            }
            _ => self.number_of(row, kind, bytes),
        };
        self.last = Some(number);
        let postings = &mut self.values[number as usize];
        if postings.run.1 == row {
            return;
        }
        if postings.run.1 + 1 == row {
            postings.run.1 = row;
        } else {
            postings.flush();
            postings.run = (row, row);
        }
    }

    fn number_of(&mut self, row: u32, kind: u8, bytes: &[u8]) -> u32 {
        let mut key = [0u8; LONGEST + 1];
        key[0] = kind;
        key[1..=bytes.len()].copy_from_slice(bytes);
        let key = &key[..=bytes.len()];
        if let Some(number) = self.index.get(key) {
            return *number;
        }
        let number = self.values.len() as u32;
        self.index.insert(key.into(), number);
        self.values.push(Postings { kind, bytes: bytes.into(), rows: Vec::new(), run: (row, row), after: 0 });
        number
    }

    /// The column's bytes.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let mut out = vec![FORMAT];
        put_varint(&mut out, self.values.len() as u64);
        for postings in &mut self.values {
            postings.flush();
            out.push(postings.kind);
            put_varint(&mut out, postings.bytes.len() as u64);
            out.extend_from_slice(&postings.bytes);
            put_varint(&mut out, postings.rows.len() as u64);
            out.extend_from_slice(&postings.rows);
        }
        out
    }
}

/// One value of a stored column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnValue {
    /// `s` text, `i` integer in decimal, `d` double (big-endian bits), `b` boolean (`0`, `1`).
    pub kind: u8,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Rows that have it, from 0 within the block, ascending.
    pub rows: Vec<u32>,
}

/// Columns shorter than this are left plain: reading them is quicker than opening a frame.
const WORTH_IT: usize = 512;

/// The compressed form of a finished column, when that is clearly the smaller one.
pub(crate) fn compressed(column: Vec<u8>, compressor: &mut zstd::bulk::Compressor<'_>) -> Vec<u8> {
    if column.len() < WORTH_IT {
        return column;
    }
    match compressor.compress(&column) {
        Ok(frame) if frame.len() * 5 < column.len() * 4 => [&[COMPRESSED][..], &frame].concat(),
        _ => column,
    }
}

/// Reads a stored column. `None` when the bytes are not one.
pub fn read_column(data: &[u8]) -> Option<Vec<ColumnValue>> {
    if let Some(frame) = data.strip_prefix(&[COMPRESSED]) {
        let length = zstd::zstd_safe::get_frame_content_size(frame).ok().flatten()?;
        let length = usize::try_from(length).ok().filter(|length| *length <= LARGEST)?;
        let plain = zstd::bulk::decompress(frame, length).ok()?;
        return if plain.first() == Some(&FORMAT) { read_column(&plain) } else { None };
    }
    let mut rest = data.strip_prefix(&[FORMAT])?;
    let number = |rest: &mut &[u8]| {
        let (value, used) = read_varint(rest).ok()?;
        *rest = &rest[used..];
        Some(value)
    };
    let count = number(&mut rest)?;
    let mut values = Vec::new();
    for _ in 0..count {
        let (&kind, after) = rest.split_first()?;
        rest = after;
        let length = number(&mut rest)? as usize;
        let bytes = rest.get(..length)?.to_vec();
        rest = &rest[length..];
        let length = number(&mut rest)? as usize;
        let rows = read_rows(rest.get(..length)?)?;
        rest = &rest[length..];
        values.push(ColumnValue { kind, bytes, rows });
    }
    Some(values)
}

fn read_rows(mut list: &[u8]) -> Option<Vec<u32>> {
    let (mut rows, mut next) = (Vec::new(), 0u64);
    while !list.is_empty() {
        let (gap, used) = read_varint(list).ok()?;
        list = &list[used..];
        let mut further = 0;
        if gap & 1 == 1 {
            let (length, used) = read_varint(list).ok()?;
            list = &list[used..];
            further = length;
        }
        let start = next + (gap >> 1);
        if further > 1 << 24 {
            return None;
        }
        for row in start..=start + further {
            rows.push(u32::try_from(row).ok()?);
        }
        next = start + further + 1;
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// Against a plain evaluator: a map from value to the set of its rows.
        #[test]
        fn a_column_holds_just_what_was_added(cells in prop::collection::vec((0u32..4, prop::sample::select(vec!["a", "b", "", "ccc"])), 0..200)) {
            let (mut column, mut plain, mut row) = (Column::default(), BTreeMap::<Vec<u8>, Vec<u32>>::new(), 0);
            for (step, text) in cells {
                row += step;
                column.add(row, b's', text.as_bytes());
                let rows = plain.entry(text.into()).or_default();
                if rows.last() != Some(&row) { rows.push(row); }
            }
            let bytes = column.finish();
            let mut compressor = zstd::bulk::Compressor::new(1).expect("zstd");
            let frame = [&[COMPRESSED][..], &compressor.compress(&bytes).expect("compresses")].concat();
            prop_assert_eq!(read_column(&frame), read_column(&bytes));
            prop_assert_eq!(read_column(&compressed(bytes.clone(), &mut compressor)), read_column(&bytes));
            let read = read_column(&bytes).expect("readable");
            let read: BTreeMap<Vec<u8>, Vec<u32>> = read.into_iter().map(|value| (value.bytes, value.rows)).collect();
            prop_assert_eq!(read, plain);
        }

        #[test]
        fn nonsense_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = read_column(&bytes);
        }
    }
}
