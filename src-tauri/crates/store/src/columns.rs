//! `col`: for a block of rows and one attribute key, which values occur and in which rows. Serves equality, facets and completion on
//! any attribute without an index of its own. Knows bytes and row numbers; never SQL.
//!
//! Layout, all numbers varints: a format byte (1 plain, 2 the same compressed); how many values; then for each value, in order of first appearance, its type
//! byte, its length, its bytes, the length of its row list and the list: gaps between row numbers, each doubled, plus 1 when a
//! run of consecutive rows follows, whose further length comes next. Of a text longer than [`LONGEST`] bytes only the row is kept (type `l`): whoever
//! needs the text opens its chunk. So it is with maps, bytes and empty values (type `o`). A list stands as each of its elements, and once more as a
//! list (type `a`), so that whoever shows it knows.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use hashbrown::HashTable;
use waterglass_model::otlp::Value;
use waterglass_model::wire::{put_varint, read_varint};

/// The longest value kept, bytes.
pub(crate) const LONGEST: usize = 128;

const FORMAT: u8 = 1;

/// A column whose bytes after this one are a zstd frame over the plain form: about half the size.
const COMPRESSED: u8 = 2;

/// The largest plain form a compressed column may have.
const LARGEST: usize = 256 << 20;

/// Lists inside lists are followed this deep for their elements.
const DEPTH: usize = 4;

/// Calls `add` with each cell of a value as the column keeps it: its type and its bytes.
pub(crate) fn cells(value: &Value<'_>, add: &mut impl FnMut(u8, &[u8])) {
    if matches!(value, Value::Array(_)) {
        add(b'a', b"");
    }
    cells_within(value, 0, add);
}

fn cells_within(value: &Value<'_>, depth: usize, add: &mut impl FnMut(u8, &[u8])) {
    match value {
        Value::String(text) if text.len() <= LONGEST => add(b's', text.as_bytes()),
        Value::String(_) => add(b'l', b""),
        Value::Bool(truth) => add(b'b', if *truth { b"1" } else { b"0" }),
        Value::Int(number) => {
            let mut digits = [0; 20];
            add(b'i', decimal(*number, &mut digits));
        }
        Value::Double(number) => add(b'd', &number.to_bits().to_be_bytes()),
        Value::Array(_) if depth < DEPTH => {
            let mut empty = true;
            for element in value.elements() {
                empty = false;
                cells_within(&element, depth + 1, add);
            }
            if empty {
                add(b'o', b"");
            }
        }
        _ => add(b'o', b""),
    }
}

/// A number's decimal digits, with its sign.
fn decimal(number: i64, digits: &mut [u8; 20]) -> &[u8] {
    let (mut rest, mut at) = (number.unsigned_abs(), digits.len());
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    &digits[at..]
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

/// One key's values while a block is being prepared. A text is copied only when its value is new to the block, and then into one buffer for all.
#[derive(Default)]
pub(crate) struct Column {
    /// Numbers of values by their hash.
    index: HashTable<u32>,
    values: Vec<Postings>,
    /// The bytes of all values.
    bytes: Vec<u8>,
    /// The value of the previous row: attributes repeat in runs.
    last: Option<u32>,
}

struct Postings {
    kind: u8,
    /// Where its bytes stand.
    place: Range<usize>,
    rows: Vec<u8>,
    /// Start of the run being collected, and its last row.
    run: (u32, u32),
    /// Row after the previous run.
    after: u32,
    /// As [`Column::first_in`] was told last, plus 1.
    chunk: u32,
}

impl Postings {
    /// Writes the run being collected.
    fn put_run(&self, rows: &mut Vec<u8>) {
        let (start, last) = self.run;
        let gap = u64::from(start - self.after);
        let further = last - start;
        put_varint(rows, gap << 1 | u64::from(further > 0));
        if further > 0 {
            put_varint(rows, u64::from(further));
        }
    }
}

impl Column {
    /// Notes that `row` has this value. Rows must come in ascending order.
    #[inline]
    pub(crate) fn add(&mut self, row: u32, kind: u8, bytes: &[u8]) {
        let number = match self.last {
            Some(last) if self.is(last, kind, bytes) => last,
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
            let mut rows = std::mem::take(&mut postings.rows);
            postings.put_run(&mut rows);
            (postings.rows, postings.after, postings.run) = (rows, postings.run.1 + 1, (row, row));
        }
    }

    /// Whether the value that was added last is new to this chunk of the block; asked again, it no longer is.
    pub(crate) fn first_in(&mut self, chunk: u32) -> bool {
        let last = self.last.and_then(|last| self.values.get_mut(last as usize));
        last.is_none_or(|value| std::mem::replace(&mut value.chunk, chunk + 1) != chunk + 1)
    }

    /// Whether no row has a value.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    #[inline]
    fn is(&self, number: u32, kind: u8, bytes: &[u8]) -> bool {
        let value = &self.values[number as usize];
        value.kind == kind && self.bytes[value.place.clone()] == *bytes
    }

    fn number_of(&mut self, row: u32, kind: u8, bytes: &[u8]) -> u32 {
        let hash_of = |kind: u8, bytes: &[u8]| xxhash_rust::xxh3::xxh3_64_with_seed(bytes, u64::from(kind));
        let hash = hash_of(kind, bytes);
        if let Some(number) = self.index.find(hash, |number| self.is(*number, kind, bytes)) {
            return *number;
        }
        let number = self.values.len() as u32;
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        let place = start..self.bytes.len();
        self.values.push(Postings { kind, place, rows: Vec::new(), run: (row, row), after: 0, chunk: 0 });
        let (values, all) = (&self.values, &self.bytes);
        self.index.insert_unique(hash, number, |number| {
            let value = &values[*number as usize];
            hash_of(value.kind, &all[value.place.clone()])
        });
        number
    }

    /// The column's bytes.
    pub(crate) fn finish(self) -> Vec<u8> {
        let mut out = vec![FORMAT];
        let mut last = Vec::new();
        put_varint(&mut out, self.values.len() as u64);
        for postings in &self.values {
            last.clear();
            postings.put_run(&mut last);
            out.push(postings.kind);
            put_varint(&mut out, postings.place.len() as u64);
            out.extend_from_slice(&self.bytes[postings.place.clone()]);
            put_varint(&mut out, (postings.rows.len() + last.len()) as u64);
            out.extend_from_slice(&postings.rows);
            out.extend_from_slice(&last);
        }
        out
    }
}

/// One value of a stored column, borrowed from its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColumnValue<'c> {
    /// `s` text, `i` integer in decimal, `d` double (big-endian bits), `b` boolean (`0`, `1`), `l` a long text left in its chunk, `a` a list whose elements stand beside it, `o` anything else.
    pub(crate) kind: u8,
    /// Its bytes.
    pub(crate) bytes: &'c [u8],
    /// The list of rows: see [`runs_of`].
    pub(crate) rows: &'c [u8],
}

/// Columns shorter than this are left plain: reading them is quicker than opening a frame.
const WORTH_IT: usize = 512;

/// The compressed form of a finished column, when that is clearly the smaller one. `frame` is room to work in.
pub(crate) fn compressed(column: Vec<u8>, compressor: &mut zstd::bulk::Compressor<'_>, frame: &mut Vec<u8>) -> Vec<u8> {
    if column.len() < WORTH_IT {
        return column;
    }
    frame.clear();
    frame.reserve(zstd::zstd_safe::compress_bound(column.len()));
    match compressor.compress_to_buffer(&column, frame) {
        Ok(_) if frame.len() * 5 < column.len() * 4 => [&[COMPRESSED][..], frame].concat(),
        _ => column,
    }
}

/// A decompressor and its buffer. Setting one up for each piece of work on each core took 2 to 4 % of a facet.
type Spare = (zstd::bulk::Decompressor<'static>, Vec<u8>);

thread_local! {
    /// What the last [`Opener`] of this thread left.
    static SPARE: Cell<Option<Spare>> = const { Cell::new(None) };
}

/// A buffer that has grown beyond this is not kept, bytes.
const LARGEST_SPARE: usize = 1 << 20;

/// Opens stored columns one after another, keeping the decompressor and its buffer between them.
#[derive(Default)]
pub(crate) struct Opener(Option<Spare>);

impl Drop for Opener {
    fn drop(&mut self) {
        if let Some((decompressor, mut plain)) = self.0.take() {
            plain.clear();
            plain.shrink_to(LARGEST_SPARE);
            // A thread that ends has no place for it any more.
            let _ = SPARE.try_with(|spare| spare.set(Some((decompressor, plain))));
        }
    }
}

impl Opener {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The plain form of a stored column. `None` when the bytes are not one.
    pub(crate) fn plain<'c>(&'c mut self, data: &'c [u8]) -> Option<&'c [u8]> {
        let Some(frame) = data.strip_prefix(&[COMPRESSED]) else { return Some(data) };
        let length = zstd::zstd_safe::get_frame_content_size(frame).ok().flatten()?;
        let length = usize::try_from(length).ok().filter(|length| *length <= LARGEST)?;
        let (decompressor, plain) = self.0.get_or_insert_with(|| {
            let new = || (zstd::bulk::Decompressor::new().expect("a decompressor needs but memory"), Vec::new());
            SPARE.take().unwrap_or_else(new)
        });
        plain.clear();
        plain.reserve(length);
        decompressor.decompress_to_buffer(frame, plain).ok()?;
        Some(plain)
    }
}

/// Calls `value` with each value of a column in its plain form. `None` when the bytes are not one.
pub(crate) fn each_value<'c>(plain: &'c [u8], mut value: impl FnMut(ColumnValue<'c>)) -> Option<()> {
    let mut rest = plain.strip_prefix(&[FORMAT])?;
    let count = number(&mut rest)?;
    for _ in 0..count {
        let (&kind, after) = rest.split_first()?;
        rest = after;
        let bytes = piece(&mut rest)?;
        let rows = piece(&mut rest)?;
        value(ColumnValue { kind, bytes, rows });
    }
    Some(())
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let (value, used) = read_varint(rest).ok()?;
    *rest = &rest[used..];
    Some(value)
}

fn piece<'c>(rest: &mut &'c [u8]) -> Option<&'c [u8]> {
    let length = usize::try_from(number(rest)?).ok()?;
    let piece = rest.get(..length)?;
    *rest = &rest[length..];
    Some(piece)
}

/// Calls `run` with each run of consecutive rows of a list: the first row and one past the last. `None` when the bytes are not one.
pub(crate) fn runs_of(mut list: &[u8], mut run: impl FnMut(u32, u32)) -> Option<()> {
    let mut next = 0u64;
    while !list.is_empty() {
        let gap = number(&mut list)?;
        let further = if gap & 1 == 1 { number(&mut list)? } else { 0 };
        let start = next.checked_add(gap >> 1)?;
        next = start.checked_add(further)?.checked_add(1)?;
        run(u32::try_from(start).ok()?, u32::try_from(next).ok()?);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn read(data: &[u8]) -> Option<BTreeMap<Vec<u8>, Vec<u32>>> {
        let mut opener = Opener::new();
        let (mut values, mut good) = (BTreeMap::new(), true);
        each_value(opener.plain(data)?, |value| {
            let mut rows = Vec::new();
            good &= runs_of(value.rows, |from, to| rows.extend((from..to).take(1000))).is_some();
            values.insert(value.bytes.to_vec(), rows);
        })?;
        good.then_some(values)
    }

    #[test]
    fn decimals() {
        for number in [0, 7, -7, 10, i64::MAX, i64::MIN] {
            assert_eq!(decimal(number, &mut [0; 20]), number.to_string().as_bytes());
        }
    }

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
            prop_assert_eq!(read(&frame), Some(plain.clone()));
            prop_assert_eq!(read(&compressed(bytes.clone(), &mut compressor, &mut Vec::new())), Some(plain.clone()));
            prop_assert_eq!(read(&bytes), Some(plain));
        }

        #[test]
        fn nonsense_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = read(&bytes);
        }
    }
}
