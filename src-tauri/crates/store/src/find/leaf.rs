//! One test of a query over one block: which of its rows pass. Compiled once a question, asked of each block.
//!
//! Values come from the block's columns; only texts too long for a column, and free text, open chunks.

use std::collections::HashSet;

use roaring::RoaringTreemap;
use rusqlite::types::ValueRef;
use waterglass_model::otlp::Resource;
use waterglass_query::{Cell, CellTest, Field, Known, Scope, Words};

use super::bits::Bits;
use super::blocks::{Block, Blocks, Signal, cell_of};
use super::text::Text;
use crate::StoreError;
use crate::columns::{self, cells};
use crate::prepare::own::place;
use crate::tokens::Held;

/// A test, ready to be asked.
pub(crate) enum RowTest {
    /// No row passes: a key nobody sent.
    Nothing,
    /// A value of one of these columns passes.
    Columns { signal: Signal, columns: Vec<Column>, test: CellTest, resources: Option<Resources> },
    /// A number passes.
    Number { number: Number, test: CellTest },
    /// The words occur.
    Text(Box<Text>),
    /// An id of the row passes: `sql` gives row and id of the rows between two ids. When `hashes` are given, only blocks that may hold them are asked.
    Ids { sql: &'static str, test: CellTest, hashes: Vec<u32> },
    /// Rows of the traces in one of the question's sets.
    OfTraces(RoaringTreemap),
}

/// A column: its number and where its values stand in a message.
pub(crate) struct Column {
    pub(crate) key: i64,
    pub(crate) place: u8,
    pub(crate) name: Box<str>,
}

/// Resources that pass, by hash, and the column that says which row has which.
pub(crate) struct Resources {
    pub(crate) key: i64,
    pub(crate) hashes: HashSet<[u8; 16]>,
}

/// The numbers a block keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Number {
    Start,
    Duration,
    InputTokens,
    OutputTokens,
    CachedTokens,
    ReasoningTokens,
    FirstToken,
    /// Input and output together.
    Tokens,
    /// Picodollars. Not the block's own: prices change.
    Cost,
}

impl Number {
    pub(crate) fn of(known: Known) -> Option<Self> {
        Some(match known {
            Known::Start => Self::Start,
            Known::Duration => Self::Duration,
            Known::InputTokens => Self::InputTokens,
            Known::OutputTokens => Self::OutputTokens,
            Known::CachedTokens => Self::CachedTokens,
            Known::ReasoningTokens => Self::ReasoningTokens,
            Known::FirstToken => Self::FirstToken,
            Known::Tokens => Self::Tokens,
            Known::Cost => Self::Cost,
            _ => return None,
        })
    }

    /// Each row's number.
    pub(crate) fn read(self, blocks: &mut Blocks<'_, '_>, block: &Block) -> Result<Vec<Option<i64>>, StoreError> {
        let name = match self {
            Self::Start => "start",
            Self::Duration => "duration",
            Self::InputTokens => "input_tokens",
            Self::OutputTokens => "output_tokens",
            Self::CachedTokens => "cached_tokens",
            Self::ReasoningTokens => "reasoning_tokens",
            Self::FirstToken => "first_token",
            Self::Cost => return super::calls::costs(blocks, block),
            Self::Tokens => {
                let input = Self::InputTokens.read(blocks, block)?;
                let output = Self::OutputTokens.read(blocks, block)?;
                return Ok(input.into_iter().zip(output).map(|(input, output)| sum(input, output)).collect());
            }
        };
        Ok(blocks.numbers(block, name)?.unwrap_or_else(|| vec![None; block.rows as usize]))
    }
}

/// Two counts together; none when neither is said.
pub(crate) fn sum(input: Option<i64>, output: Option<i64>) -> Option<i64> {
    match (input, output) {
        (None, None) => None,
        (input, output) => Some(input.unwrap_or(0).saturating_add(output.unwrap_or(0))),
    }
}

/// The name under which a block keeps the texts of a field.
pub(crate) fn own_name(known: Known, signal: Signal) -> Option<&'static str> {
    Some(match (known, signal) {
        (Known::Name, _) => "name",
        (Known::Service, _) => "service",
        (Known::Project, _) => "project",
        (Known::ScopeName, _) => "scope",
        (Known::Type, Signal::Spans) => "type",
        (Known::SpanKind, Signal::Spans) => "span_kind",
        (Known::Status, Signal::Spans) => "status",
        (Known::StatusMessage, Signal::Spans) => "status_message",
        (Known::Model, Signal::Spans) => "model",
        (Known::Provider, Signal::Spans) => "provider",
        (Known::Operation, Signal::Spans) => "operation",
        (Known::Tool, Signal::Spans) => "tool",
        (Known::Agent, Signal::Spans) => "agent",
        (Known::Session, Signal::Spans) => "session",
        (Known::User, Signal::Spans) => "user",
        (Known::Event, Signal::Spans) => "event",
        (Known::Severity, Signal::Logs) => "severity",
        (Known::Body, Signal::Logs) => "body",
        _ => return None,
    })
}

impl RowTest {
    /// Makes a test of a field ready for rows of a signal.
    pub(crate) fn of_field(
        blocks: &mut Blocks<'_, '_>,
        signal: Signal,
        field: &Field,
        test: &CellTest,
    ) -> Result<Self, StoreError> {
        match field {
            Field::Attribute(scope, key) => Self::of_attribute(blocks, signal, *scope, key, test),
            Field::Known(known) => {
                if let Some(number) = Number::of(*known) {
                    return Ok(Self::Number { number, test: test.clone() });
                }
                match (known, signal) {
                    (Known::Trace, _) | (Known::Span, _) => of_id(blocks, *known, signal, test),
                    _ => {
                        let Some(name) = own_name(*known, signal) else { return Ok(Self::Nothing) };
                        let at = if signal == Signal::Spans { place::OWN_SPAN } else { place::OWN_LOG };
                        let columns = column(blocks, at, name)?.into_iter().collect();
                        Ok(Self::Columns { signal, columns, test: test.clone(), resources: None })
                    }
                }
            }
        }
    }

    fn of_attribute(
        blocks: &mut Blocks<'_, '_>,
        signal: Signal,
        scope: Scope,
        key: &str,
        test: &CellTest,
    ) -> Result<Self, StoreError> {
        let at = match (scope, signal) {
            (Scope::Any | Scope::Span, Signal::Spans) => Some(place::SPAN),
            (Scope::Any | Scope::Log, Signal::Logs) => Some(place::LOG),
            (Scope::Event, Signal::Spans) => Some(place::EVENT),
            (Scope::Link, Signal::Spans) => Some(place::LINK),
            _ => None,
        };
        let columns = match at {
            Some(at) => column(blocks, at, key)?.into_iter().collect(),
            None => Vec::new(),
        };
        let resources = match scope {
            Scope::Any | Scope::Resource => resources(blocks, signal, |resource| {
                resource.attributes().filter(|(name, _)| *name == key).any(|(_, value)| passes_value(test, &value))
            })?,
            _ => None,
        };
        if columns.is_empty() && resources.is_none() {
            return Ok(Self::Nothing);
        }
        Ok(Self::Columns { signal, columns, test: test.clone(), resources })
    }

    /// Makes free text ready.
    pub(crate) fn of_text(blocks: &mut Blocks<'_, '_>, signal: Signal, words: &Words) -> Result<Self, StoreError> {
        let resources = resources(blocks, signal, |resource| {
            resource.attributes().any(|(_, value)| Text::in_value(words, &value, 0))
        })?;
        Ok(Self::Text(Box::new(Text::new(signal, words.clone(), resources))))
    }

    /// The rows of a block that pass. Rows that are not stored may be among them.
    pub(crate) fn rows(&self, blocks: &mut Blocks<'_, '_>, block: &Block) -> Result<Bits, StoreError> {
        let mut found = Bits::none(block.rows);
        match self {
            Self::Nothing => {}
            Self::Columns { signal, columns, test, resources } => {
                for column in columns {
                    let mut long = Bits::none(block.rows);
                    blocks.passing(block, column.key, |cell| test.matches(&cell), (&mut found, &mut long))?;
                    if !long.is_empty() {
                        long_rows(blocks, block, (*signal, column), test, (&long, &mut found))?;
                    }
                }
                if let Some(resources) = resources {
                    resources.rows(blocks, block, &mut found)?;
                }
            }
            Self::Number { number, test } => {
                for (row, value) in number.read(blocks, block)?.into_iter().enumerate() {
                    if value.is_some_and(|value| test.matches(&Cell::Int(value))) {
                        found.set(row as u32, row as u32 + 1);
                    }
                }
            }
            Self::Text(text) => text.rows(blocks, block, None, &mut found)?,
            Self::Ids { sql, test, hashes } => {
                if !hashes.is_empty() && blocks.held(block, hashes)? == Held::Nowhere {
                    return Ok(found);
                }
                let mut statement = blocks.reader.db.prepare_cached(sql)?;
                let mut rows = statement.query((block.first, block.first + i64::from(block.rows)))?;
                while let Some(row) = rows.next()? {
                    let hex = match row.get_ref(1)? {
                        ValueRef::Integer(id) => format!("{id:016x}"),
                        ValueRef::Blob(id) => id.iter().map(|byte| format!("{byte:02x}")).collect(),
                        _ => continue,
                    };
                    if id_passes(test, &hex) {
                        let row = (row.get::<_, i64>(0)? - block.first) as u32;
                        found.set(row, row + 1);
                    }
                }
            }
            Self::OfTraces(traces) => blocks.runs(block, |from, to, trace| {
                if traces.contains(trace as u64) {
                    found.set(from, to);
                }
            })?,
        }
        Ok(found)
    }
}

impl Resources {
    pub(crate) fn rows(&self, blocks: &mut Blocks<'_, '_>, block: &Block, found: &mut Bits) -> Result<(), StoreError> {
        blocks.with(block, self.key, |plain| {
            let mut good = Some(());
            columns::each_value(plain, |value| {
                if value.bytes.try_into().is_ok_and(|hash: [u8; 16]| self.hashes.contains(&hash)) {
                    good = good.and(columns::runs_of(value.rows, |from, to| found.set(from, to)));
                }
            })?;
            good
        })?;
        Ok(())
    }
}

/// The column of a key, if any row has it.
fn column(blocks: &mut Blocks<'_, '_>, place: u8, name: &str) -> Result<Option<Column>, StoreError> {
    Ok(blocks.key(place, name)?.map(|key| Column { key, place, name: name.into() }))
}

/// The resources that pass; `None` when there are none.
pub(crate) fn resources(
    blocks: &mut Blocks<'_, '_>,
    signal: Signal,
    mut passes: impl FnMut(&Resource<'_>) -> bool,
) -> Result<Option<Resources>, StoreError> {
    let at = if signal == Signal::Spans { place::OWN_SPAN } else { place::OWN_LOG };
    let Some(key) = blocks.key(at, "resource")? else { return Ok(None) };
    let mut statement = blocks.reader.db.prepare_cached("SELECT hash, message FROM resources")?;
    let mut rows = statement.query([])?;
    let mut hashes = HashSet::new();
    while let Some(row) = rows.next()? {
        let message = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        if Resource::parse(message).is_ok_and(|resource| passes(&resource)) {
            hashes.insert(row.get(0)?);
        }
    }
    Ok((!hashes.is_empty()).then_some(Resources { key, hashes }))
}

/// Whether one of a value's cells passes. Texts of any length.
pub(crate) fn passes_value(test: &CellTest, value: &waterglass_model::otlp::Value<'_>) -> bool {
    use waterglass_model::otlp::Value;
    match value {
        Value::String(text) => test.matches(&Cell::Text(text)),
        Value::Array(_) => {
            let mut passes = false;
            let mut texts = value.elements().filter(|element| matches!(element, Value::String(_)));
            passes |= texts.any(|text| passes_value(test, &text));
            cells(value, &mut |kind, bytes| {
                passes |= kind != b'l' && kind != b'a' && test.matches(&cell_of(kind, bytes))
            });
            passes
        }
        other => {
            let mut passes = false;
            cells(other, &mut |kind, bytes| passes |= test.matches(&cell_of(kind, bytes)));
            passes
        }
    }
}

/// Whether a test can tell anything of a text longer than a column keeps, other than that it is there.
fn looks_into_long(test: &CellTest) -> bool {
    match test {
        CellTest::Equal(wanted) => wanted.iter().any(|wanted| wanted.text.len() > columns::LONGEST),
        CellTest::Like(wanted) => wanted
            .iter()
            .any(|wanted| wanted.text.len() > columns::LONGEST || (!wanted.quoted && wanted.text.contains('*'))),
        CellTest::Within(..) => false,
        _ => true,
    }
}

/// Looks at texts that stand in their chunk only.
fn long_rows(
    blocks: &mut Blocks<'_, '_>,
    block: &Block,
    (signal, column): (Signal, &Column),
    test: &CellTest,
    (long, found): (&Bits, &mut Bits),
) -> Result<(), StoreError> {
    if matches!(test, CellTest::Exists) {
        found.or(long);
        return Ok(());
    }
    if !looks_into_long(test) {
        return Ok(());
    }
    super::text::each_message(blocks, signal, block, long, |row, message| {
        if super::text::values_at(message, column.place, &column.name, &mut |value| passes_value(test, value)) {
            found.set(row, row + 1);
        }
    })
}

/// Whether an id, in lower-case hex, passes. With `:` its beginning is enough.
pub(crate) fn id_passes(test: &CellTest, hex: &str) -> bool {
    match test {
        CellTest::Like(wanted) if wanted.iter().any(|wanted| begins(hex, &wanted.text)) => true,
        _ => test.matches(&Cell::Text(hex)),
    }
}

fn begins(hex: &str, beginning: &str) -> bool {
    hex.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// The traces whose id passes.
fn traces_with_id(blocks: &Blocks<'_, '_>, test: &CellTest) -> Result<RoaringTreemap, StoreError> {
    let mut traces = RoaringTreemap::new();
    let mut statement =
        blocks.reader.db.prepare_cached("SELECT no, trace_id FROM traces WHERE trace_id >= ?1 AND trace_id <= ?2")?;
    let ranges = match test {
        CellTest::Like(wanted) | CellTest::Equal(wanted) => {
            wanted.iter().map(|wanted| range_of(&wanted.text)).collect()
        }
        _ => vec![range_of("")],
    };
    for (from, to) in ranges {
        let mut rows = statement.query((from, to))?;
        while let Some(row) = rows.next()? {
            let id: [u8; 16] = row.get(1)?;
            let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
            if id_passes(test, &hex) {
                traces.insert(row.get::<_, i64>(0)? as u64);
            }
        }
    }
    Ok(traces)
}

/// The smallest and the largest trace id that begin with these hex digits; everything when they are none.
pub(crate) fn range_of(beginning: &str) -> ([u8; 16], [u8; 16]) {
    let digits: Vec<u8> =
        beginning.chars().map_while(|digit| digit.to_digit(16)).map(|digit| digit as u8).take(32).collect();
    let (mut from, mut to) = ([0u8; 16], [0xffu8; 16]);
    for (at, digit) in digits.iter().enumerate() {
        let shift = if at % 2 == 0 { 4 } else { 0 };
        from[at / 2] |= digit << shift;
        to[at / 2] &= !(0xf << shift) | digit << shift;
    }
    (from, to)
}

/// A test of an id.
fn of_id(blocks: &Blocks<'_, '_>, known: Known, signal: Signal, test: &CellTest) -> Result<RowTest, StoreError> {
    let sql = match (known, signal) {
        (Known::Trace, Signal::Spans) => return Ok(RowTest::OfTraces(traces_with_id(blocks, test)?)),
        (Known::Trace, Signal::Logs) => {
            "SELECT id, trace_id FROM logs WHERE id >= ?1 AND id < ?2 AND trace_id IS NOT NULL"
        }
        (_, Signal::Spans) => "SELECT id, span_id FROM spans WHERE id >= ?1 AND id < ?2",
        (_, Signal::Logs) => "SELECT id, span_id FROM logs WHERE id >= ?1 AND id < ?2 AND span_id IS NOT NULL",
    };
    // A whole span id is a word of its block.
    let hashes = match test {
        CellTest::Like(wanted) | CellTest::Equal(wanted)
            if signal == Signal::Spans && wanted.len() == 1 && wanted[0].text.len() == 16 =>
        {
            crate::tokens::hashes_of(&wanted[0].text)
        }
        _ => Vec::new(),
    };
    Ok(RowTest::Ids { sql, test: test.clone(), hashes })
}
