//! What each row of a block has of its own, beside attributes: names and other texts as columns like an attribute's, times and counts as arrays.
//! They stand in `col` under keys of places of their own, so that a filter reads one kind of thing.

use waterglass_model::wire::put_varint;

use super::KeyColumn;
use crate::chunk::Packer;
use crate::columns::Column;

/// Places in the table `keys` beside attributes'.
pub(crate) mod place {
    /// Attributes of spans, of their events, of their links, of log records.
    pub(crate) const SPAN: u8 = 0;
    pub(crate) const EVENT: u8 = 1;
    pub(crate) const LINK: u8 = 2;
    pub(crate) const LOG: u8 = 3;
    /// Own texts of spans and of log records.
    pub(crate) const OWN_SPAN: u8 = 4;
    pub(crate) const OWN_LOG: u8 = 5;
    /// Arrays of numbers.
    pub(crate) const NUMBERS: u8 = 6;
}

/// First byte of an array of numbers: behind it one varint a row.
pub(crate) const NUMBERS_FORMAT: u8 = 3;

/// First byte of the list that says which rows belong to which trace: for each run of rows its distance from the end of the run before, its length, and the
/// trace's number as a zigzag difference to the one before. Rows in no run are not stored: they were sent twice, or have been deleted.
pub(crate) const RUNS_FORMAT: u8 = 4;

/// Own texts of a block, by name.
pub(crate) struct OwnTexts {
    place: u8,
    columns: Vec<(&'static str, Column)>,
}

impl OwnTexts {
    /// `names` are the fields, in the order [`OwnTexts::add`] numbers them.
    pub(crate) fn new(place: u8, names: &[&'static str]) -> Self {
        Self { place, columns: names.iter().map(|name| (*name, Column::default())).collect() }
    }

    /// A row's value of a field.
    pub(crate) fn add(&mut self, row: u32, field: usize, text: &str) {
        self.add_cell(row, field, b's', text.as_bytes());
    }

    /// A row's value of a field, as a cell.
    pub(crate) fn add_cell(&mut self, row: u32, field: usize, kind: u8, bytes: &[u8]) {
        self.columns[field].1.add(row, kind, bytes);
    }

    /// The finished columns; fields that no row has are left out.
    pub(crate) fn finish(self, packer: &mut Packer, columns: &mut Vec<KeyColumn>) {
        let place = self.place;
        columns.extend(
            self.columns.into_iter().filter(|(_, column)| !column.is_empty()).map(|(name, column)| KeyColumn {
                place,
                name: name.into(),
                data: packer.column(column.finish()),
            }),
        );
    }
}

/// One array of numbers, a varint a row.
pub(crate) struct Numbers {
    name: &'static str,
    bytes: Vec<u8>,
    before: i64,
    any: bool,
}

impl Numbers {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, bytes: vec![NUMBERS_FORMAT], before: 0, any: false }
    }

    /// A time, as the difference to the row before.
    pub(crate) fn add_time(&mut self, time: i64) {
        self.any = true;
        put_varint(&mut self.bytes, zigzag(time.wrapping_sub(self.before)));
        self.before = time;
    }

    /// A count, or none.
    pub(crate) fn add_count(&mut self, count: Option<i64>) {
        self.any |= count.is_some();
        // One more than the count; 0 is none. The largest count stands at one less than itself.
        put_varint(&mut self.bytes, count.map_or(0, |count| (count.max(0) as u64).saturating_add(1)));
    }

    /// The array's bytes.
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(crate) fn finish(self, packer: &mut Packer, columns: &mut Vec<KeyColumn>) {
        if self.any {
            let data = packer.column(self.bytes);
            columns.push(KeyColumn { place: place::NUMBERS, name: self.name.into(), data });
        }
    }
}

/// Which rows belong to which trace.
pub(crate) struct Runs {
    bytes: Vec<u8>,
    open: (u32, u32),
    trace: i64,
    /// End of the last run written, and its trace.
    before: (u32, i64),
}

impl Runs {
    pub(crate) fn new() -> Self {
        Self { bytes: vec![RUNS_FORMAT], open: (0, 0), trace: 0, before: (0, 0) }
    }

    /// `row` belongs to the trace with this number. Rows come in ascending order.
    pub(crate) fn add(&mut self, row: u32, trace: i64) {
        if self.open.1 == row && self.trace == trace && self.open.0 < self.open.1 {
            self.open.1 += 1;
            return;
        }
        self.flush();
        (self.open, self.trace) = ((row, row + 1), trace);
    }

    fn flush(&mut self) {
        let (from, to) = self.open;
        if from == to {
            return;
        }
        put_varint(&mut self.bytes, u64::from(from - self.before.0));
        put_varint(&mut self.bytes, u64::from(to - from));
        put_varint(&mut self.bytes, zigzag(self.trace - self.before.1));
        self.before = (to, self.trace);
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.flush();
        self.bytes
    }
}

pub(crate) fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}
