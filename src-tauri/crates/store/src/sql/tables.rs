//! Table-valued functions: the attributes, events and links of a span, the attributes of a log record, the points of a metric, one row each.
//!
//! SQLite calls them virtual tables with a hidden column for the argument (sqlite.org/vtab.html#tabfunc2). Read-only by construction: there is no method to
//! write with.

use std::borrow::Cow;
use std::ffi::{CStr, c_int};
use std::marker::PhantomData;
use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::types::Value as SqlValue;
use rusqlite::vtab::{Context, Filters, IndexConstraintOp, IndexInfo, Module, VTab, VTabConnection, VTabCursor};
use rusqlite::{Connection, Error, Result, ffi};
use waterglass_model::otlp::{Attributes, Log, Metric, Resource, Scope};

use super::functions::{said, span};
use super::lookup::{Found, Lookup, Table};
use super::value::{sql_value, type_of, write_object};
use crate::sql::points;

type Shared = Arc<Mutex<Lookup>>;
pub(super) type Cells = Vec<SqlValue>;

/// Gives a connection the functions.
pub(super) fn register(db: &Connection, lookup: &Shared) -> Result<()> {
    const ATTRIBUTES: Module<'_, Rows<OfSpan>> = Module::eponymous_only_module();
    const EVENTS: Module<'_, Rows<Events>> = Module::eponymous_only_module();
    const LINKS: Module<'_, Rows<Links>> = Module::eponymous_only_module();
    const LOG_ATTRIBUTES: Module<'_, Rows<OfLog>> = Module::eponymous_only_module();
    const POINTS: Module<'_, Rows<Points>> = Module::eponymous_only_module();
    db.create_module(c"attributes", &ATTRIBUTES, Some(lookup.clone()))?;
    db.create_module(c"events", &EVENTS, Some(lookup.clone()))?;
    db.create_module(c"links", &LINKS, Some(lookup.clone()))?;
    db.create_module(c"log_attributes", &LOG_ATTRIBUTES, Some(lookup.clone()))?;
    db.create_module(c"points", &POINTS, Some(lookup.clone()))
}

/// One table-valued function.
trait Kind: 'static {
    /// Its columns, the hidden argument last. Its name is one that no view has: `attributes(span)` must mean the view's `span`.
    const COLUMNS: &'static CStr;
    /// How many before the argument.
    const COUNT: c_int;
    /// What the argument is the number of.
    const TABLE: Table;
    /// How it is called.
    const CALL: &'static str;
    /// Its rows for what the argument stands for.
    fn rows(found: &Found<'_>) -> Result<Vec<Cells>>;
}

struct OfSpan;

impl Kind for OfSpan {
    const COLUMNS: &'static CStr = c"CREATE TABLE x(place TEXT, key TEXT, type TEXT, value, argument HIDDEN)";
    const COUNT: c_int = 4;
    const TABLE: Table = Table::Spans;
    const CALL: &'static str = "attributes(span)";

    fn rows(found: &Found<'_>) -> Result<Vec<Cells>> {
        let mut rows = Vec::new();
        add("span", span(found)?.attributes(), &mut rows);
        of_origin(found, &mut rows);
        Ok(rows)
    }
}

struct OfLog;

impl Kind for OfLog {
    const COLUMNS: &'static CStr = c"CREATE TABLE x(place TEXT, key TEXT, type TEXT, value, argument HIDDEN)";
    const COUNT: c_int = 4;
    const TABLE: Table = Table::Logs;
    const CALL: &'static str = "log_attributes(log)";

    fn rows(found: &Found<'_>) -> Result<Vec<Cells>> {
        let mut rows = Vec::new();
        add("log", Log::parse(found.message).map_err(said)?.attributes(), &mut rows);
        of_origin(found, &mut rows);
        Ok(rows)
    }
}

struct Events;

impl Kind for Events {
    const COLUMNS: &'static CStr = c"CREATE TABLE x(time_ns INTEGER, name TEXT, attributes TEXT, argument HIDDEN)";
    const COUNT: c_int = 3;
    const TABLE: Table = Table::Spans;
    const CALL: &'static str = "events(span)";

    fn rows(found: &Found<'_>) -> Result<Vec<Cells>> {
        let cells = |event: waterglass_model::otlp::Event<'_>| {
            vec![time(event.time), SqlValue::Text(event.name.to_owned()), object(event.attributes())]
        };
        Ok(span(found)?.events().map(cells).collect())
    }
}

struct Links;

impl Kind for Links {
    const COLUMNS: &'static CStr = c"CREATE TABLE x(trace_id TEXT, span_id TEXT, attributes TEXT, argument HIDDEN)";
    const COUNT: c_int = 3;
    const TABLE: Table = Table::Spans;
    const CALL: &'static str = "links(span)";

    fn rows(found: &Found<'_>) -> Result<Vec<Cells>> {
        let cells = |link: waterglass_model::otlp::Link<'_>| {
            vec![hex(link.trace_id), hex(link.span_id), object(link.attributes())]
        };
        Ok(span(found)?.links().map(cells).collect())
    }
}

struct Points;

impl Kind for Points {
    const COLUMNS: &'static CStr =
        c"CREATE TABLE x(time_ns INTEGER, start_ns INTEGER, value, count INTEGER, sum REAL, attributes TEXT, argument HIDDEN)";
    const COUNT: c_int = 6;
    const TABLE: Table = Table::Metrics;
    const CALL: &'static str = "points(metric)";

    fn rows(found: &Found<'_>) -> Result<Vec<Cells>> {
        let metric = Metric::parse(found.message).map_err(said)?;
        metric.points().map(|point| points::cells(metric.kind, point).map_err(said)).collect()
    }
}

fn of_origin(found: &Found<'_>, rows: &mut Vec<Cells>) {
    add("resource", Resource::parse(found.resource).unwrap_or_default().attributes(), rows);
    add("scope", Scope::parse(found.scope).unwrap_or_default().attributes(), rows);
}

fn add(place: &str, attributes: Attributes<'_>, rows: &mut Vec<Cells>) {
    rows.extend(attributes.map(|(key, value)| {
        let text = |text: &str| SqlValue::Text(text.to_owned());
        vec![text(place), text(key), text(type_of(&value)), sql_value(&value)]
    }));
}

/// Attributes as a JSON object.
pub(super) fn object(attributes: Attributes<'_>) -> SqlValue {
    let mut json = String::new();
    write_object(attributes, &mut json);
    SqlValue::Text(json)
}

/// A time; NULL: not said. What lies past the year 2262 stands at its end.
pub(super) fn time(nanoseconds: u64) -> SqlValue {
    if nanoseconds == 0 { SqlValue::Null } else { SqlValue::Integer(i64::try_from(nanoseconds).unwrap_or(i64::MAX)) }
}

fn hex(bytes: &[u8]) -> SqlValue {
    SqlValue::Text(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What SQLite holds of one function.
#[repr(C)]
struct Rows<K> {
    base: ffi::sqlite3_vtab,
    lookup: Option<Shared>,
    kind: PhantomData<K>,
}

// SAFETY: `repr(C)` with SQLite's own structure first, as the trait asks.
#[expect(unsafe_code, reason = "the trait's one promise is the layout above")]
unsafe impl<'vtab, K: Kind> VTab<'vtab> for Rows<K> {
    type Aux = Shared;
    type Cursor = Cursor<K>;

    fn connect(
        _: &mut VTabConnection,
        lookup: Option<&Shared>,
        _: &[u8],
        _: &[u8],
        _: &[u8],
        _: &[&[u8]],
    ) -> Result<(Cow<'static, CStr>, Self)> {
        let rows = Self { base: ffi::sqlite3_vtab::default(), lookup: lookup.cloned(), kind: PhantomData };
        Ok((Cow::Borrowed(K::COLUMNS), rows))
    }

    /// The argument must be known before the rows can be: plans that know it only later are refused.
    fn best_index(&self, info: &mut IndexInfo) -> Result<bool> {
        let (mut known, mut later) = (None, false);
        for (index, constraint) in info.constraints().enumerate() {
            if constraint.column() == K::COUNT && constraint.operator() == IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_EQ
            {
                if constraint.is_usable() {
                    known = Some(index);
                } else {
                    later = true;
                }
            }
        }
        match known {
            Some(index) => {
                let mut usage = info.constraint_usage(index);
                usage.set_argv_index(1);
                usage.set_omit(true);
                info.set_idx_num(1);
                info.set_estimated_cost(20.0);
                info.set_estimated_rows(20);
                Ok(true)
            }
            None if later => Ok(false),
            None => {
                info.set_estimated_cost(1e12);
                Ok(true)
            }
        }
    }

    fn open(&'vtab mut self) -> Result<Cursor<K>> {
        let lookup = self.lookup.clone();
        let base = ffi::sqlite3_vtab_cursor::default();
        Ok(Cursor { base, lookup, argument: None, rows: Vec::new(), at: 0, kind: PhantomData })
    }
}

/// Walks over one argument's rows.
#[repr(C)]
struct Cursor<K> {
    base: ffi::sqlite3_vtab_cursor,
    lookup: Option<Shared>,
    argument: Option<i64>,
    rows: Vec<Cells>,
    at: usize,
    kind: PhantomData<K>,
}

// SAFETY: as above.
#[expect(unsafe_code, reason = "the trait's one promise is the layout above")]
unsafe impl<K: Kind> VTabCursor for Cursor<K> {
    fn filter(&mut self, plan: c_int, _: Option<&str>, arguments: &Filters<'_>) -> Result<()> {
        (self.rows, self.at) = (Vec::new(), 0);
        if plan == 0 {
            return Err(Error::ModuleError(format!("{} takes a row's number", K::CALL)));
        }
        self.argument = arguments.get::<Option<i64>>(0).unwrap_or(None);
        if let (Some(id), Some(lookup)) = (self.argument, &self.lookup)
            && let Some(found) = lookup.lock().find(K::TABLE, id).map_err(said)?
        {
            self.rows = K::rows(&found)?;
        }
        Ok(())
    }

    fn next(&mut self) -> Result<()> {
        self.at += 1;
        Ok(())
    }

    fn eof(&self) -> bool {
        self.at >= self.rows.len()
    }

    fn column(&self, context: &mut Context, column: c_int) -> Result<()> {
        let cell = self.rows.get(self.at).zip(usize::try_from(column).ok()).and_then(|(row, column)| row.get(column));
        match cell {
            Some(cell) => context.set_result(cell),
            None => context.set_result(&self.argument),
        }
    }

    fn rowid(&self) -> Result<i64> {
        Ok(self.at as i64)
    }
}
