//! Sessions: traces of one project that name one session, together. The order of the list is worked out from one column, which an index holds for the usual
//! orders; only the rows of a page are worked out whole.

use std::collections::HashSet;

use rusqlite::types::Value as SqlValue;
use rusqlite::{Row, params, params_from_iter};
use waterglass_model::TraceId;
use waterglass_query::Expr;

use super::traces::{Matching, TraceFilter};
use crate::StoreError;
use crate::answers::{SessionSummary, SessionTrace, Sums};
use crate::columns::FastMap;
use crate::reader::Reader;
use crate::strings::Names;
use crate::trace_row::{TraceNumbers, read_sums};

/// Users, services and models told of a session.
const MOST_NAMES: usize = 8;

/// Sessions that a filter found are looked up one by one, up to so many; more, and all are read.
const ONE_BY_ONE: usize = 2000;

/// What sessions are sorted by. Those of which it is not known come last either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionSort {
    /// When they were last active.
    #[default]
    Last,
    /// When they began.
    First,
    /// Their cost.
    Cost,
    /// Their tokens, in and out.
    Tokens,
    /// How many traces they have.
    Traces,
    /// How many spans failed.
    Errors,
}

/// Which sessions: those one of whose traces passes all of it. What is told of a session is told of all its traces.
#[derive(Clone, Debug)]
pub struct SessionFilter {
    /// The query, over traces.
    pub expr: Expr,
    /// Only this project.
    pub project: Option<String>,
    /// A span of the trace is of this service.
    pub service: Option<String>,
    /// Start of the trace at or after, Unix nanoseconds.
    pub from: Option<u64>,
    /// Start of the trace before.
    pub to: Option<u64>,
    /// What the rows are sorted by.
    pub sort: SessionSort,
    /// Smallest first.
    pub ascending: bool,
    /// Rows wanted, at least 1.
    pub limit: u32,
    /// From the previous page.
    pub cursor: Option<String>,
}

impl Default for SessionFilter {
    fn default() -> Self {
        Self {
            expr: Expr::And(Vec::new()),
            project: None,
            service: None,
            from: None,
            to: None,
            sort: SessionSort::default(),
            ascending: false,
            limit: 100,
            cursor: None,
        }
    }
}

/// A page of sessions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionPage {
    /// The rows.
    pub rows: Vec<SessionSummary>,
    /// For the next page.
    pub next: Option<String>,
    /// How many there are.
    pub total: u32,
}

/// A session's place in the list: its key, its project's number, its id.
type Place = (i64, i64, Box<str>);

/// Sessions by project and id.
type Wanted = HashSet<(i64, Box<str>)>;

impl SessionSort {
    /// The number a trace adds, and the columns it is read from.
    fn column(self) -> &'static str {
        match self {
            Self::Last => "t.end_ns",
            Self::First => "t.start_ns",
            Self::Cost => "t.cost",
            Self::Tokens => super::own::TOKENS,
            Self::Traces => "1",
            Self::Errors => "t.errors",
        }
    }

    /// How the traces are read: off the index where it holds the column, else in the order they lie in, as fetching rows by the index is slow.
    fn access(self) -> &'static str {
        match self {
            Self::Last | Self::First | Self::Traces => "INDEXED BY traces_by_session",
            Self::Cost | Self::Tokens | Self::Errors => "NOT INDEXED",
        }
    }

    fn fold(self, key: Option<i64>, more: Option<i64>) -> Option<i64> {
        match (key, more) {
            (None, one) | (one, None) => one,
            (Some(key), Some(more)) => Some(match self {
                Self::Last => key.max(more),
                Self::First => key.min(more),
                _ => key.saturating_add(more),
            }),
        }
    }
}

impl Reader<'_> {
    /// A page of sessions.
    ///
    /// # Errors
    /// [`StoreError::Cursor`] when the cursor is not one of ours, [`StoreError::Timeout`] past the deadline.
    pub fn list_sessions(&self, filter: &SessionFilter) -> Result<SessionPage, StoreError> {
        let after = filter.cursor.as_deref().map(read_cursor).transpose()?;
        let Some(mut places) = self.places(filter)? else { return Ok(SessionPage::default()) };
        let total = places.len() as u32;
        places.sort_unstable();
        if !filter.ascending {
            places.reverse();
        }
        let from = after.map_or(0, |after| {
            places.partition_point(|place| if filter.ascending { *place <= after } else { *place >= after })
        });
        let page: Vec<&Place> = places[from..].iter().take(filter.limit.max(1) as usize).collect();
        let next = (from + page.len() < places.len()).then(|| page.last().map(|last| write_cursor(last))).flatten();
        let mut names = Names::default();
        let rows =
            page.iter().filter_map(|(_, project, session)| self.session(*project, session, &mut names).transpose());
        Ok(SessionPage { rows: rows.collect::<Result<_, _>>()?, next, total })
    }

    /// One session; `None` when no trace names it.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn get_session(&self, project: &str, session: &str) -> Result<Option<SessionSummary>, StoreError> {
        let Some(project) = self.string_id(project)? else { return Ok(None) };
        self.session(project, session, &mut Names::default())
    }

    /// Traces of a session by start, `limit` of them from `offset` on.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn session_traces(
        &self,
        project: &str,
        session: &str,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<SessionTrace>, StoreError> {
        let Some(project) = self.string_id(project)? else { return Ok(Vec::new()) };
        let sql = include_str!("../queries/list_traces.sql")
            .replace("/*traces*/", "traces t")
            .replace("/*conditions*/", "t.project = ? AND t.session = ?")
            .replace("/*key*/", "t.start_ns")
            .replace("/*direction*/", "ASC")
            + " OFFSET ?";
        let mut statement = self.db.prepare_cached(&sql)?;
        let found = statement.query_map(params![project, session, limit.max(1), offset], TraceNumbers::read)?;
        let found: Vec<TraceNumbers> = found.collect::<Result<_, _>>()?;
        let mut names = Names::default();
        let mut largest = self.db.prepare_cached(include_str!("../queries/largest_input.sql"))?;
        let mut traces = Vec::with_capacity(found.len());
        for numbers in found {
            let context_tokens = largest.query_row([numbers.no], |row| row.get(0))?;
            traces.push(SessionTrace { context_tokens, trace: numbers.summary(self, &mut names)? });
        }
        Ok(traces)
    }

    /// Every session that the filter finds, with its key; `None` when nothing can match.
    fn places(&self, filter: &SessionFilter) -> Result<Option<Vec<Place>>, StoreError> {
        let project = match &filter.project {
            Some(project) => match self.string_id(project)? {
                Some(id) => Some(id),
                None => return Ok(None),
            },
            None => None,
        };
        let everything = matches!(&filter.expr, Expr::And(parts) if parts.is_empty());
        let wanted = if everything && filter.service.is_none() && filter.from.is_none() && filter.to.is_none() {
            None
        } else {
            match self.wanted(filter)? {
                Some(wanted) => Some(wanted),
                None => return Ok(None),
            }
        };
        let column = filter.sort.column();
        let mut folded = Folded { sort: filter.sort, projects: FastMap::default() };
        if let Some(wanted) = wanted.as_ref().filter(|wanted| wanted.len() <= ONE_BY_ONE) {
            let sql =
                format!("SELECT t.project, t.session, {column} FROM traces t WHERE t.project = ? AND t.session = ?");
            for (project, session) in wanted {
                let values = vec![SqlValue::Integer(*project), SqlValue::Text(session.to_string())];
                self.fold(&sql, values, |row| folded.add(row, None))?;
            }
            return Ok(Some(folded.finish(filter.ascending)));
        }
        let (of_project, values) = match project {
            Some(project) => ("AND t.project = ?", vec![SqlValue::Integer(project)]),
            None => ("", Vec::new()),
        };
        let access = filter.sort.access();
        let sql = format!(
            "SELECT t.project, t.session, {column} FROM traces t {access} WHERE t.session IS NOT NULL {of_project}"
        );
        self.fold(&sql, values, |row| folded.add(row, wanted.as_ref()))?;
        Ok(Some(folded.finish(filter.ascending)))
    }

    fn fold(
        &self,
        sql: &str,
        values: Vec<SqlValue>,
        mut add: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            add(row)?;
        }
        Ok(())
    }

    /// The sessions one of whose traces passes.
    fn wanted(&self, filter: &SessionFilter) -> Result<Option<Wanted>, StoreError> {
        let traces = TraceFilter {
            expr: filter.expr.clone(),
            project: filter.project.clone(),
            service: filter.service.clone(),
            from: filter.from,
            to: filter.to,
            ..TraceFilter::default()
        };
        let Some(mut matching) = Matching::of(self, &traces)? else { return Ok(None) };
        matching.read_all()?;
        let condition = &matching.plan.sql;
        let sql =
            format!("SELECT DISTINCT t.project, t.session FROM traces t WHERE t.session IS NOT NULL AND {condition}");
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(&matching.plan.values), |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?.into()))
        })?;
        Ok(Some(rows.collect::<Result<_, _>>()?))
    }

    /// A session worked out whole.
    fn session(&self, project: i64, session: &str, names: &mut Names) -> Result<Option<SessionSummary>, StoreError> {
        self.in_time()?;
        let mut statement = self.db.prepare_cached(include_str!("../queries/get_session.sql"))?;
        let mut rows = statement.query(params![project, session])?;
        let mut found: Option<SessionSummary> = None;
        while let Some(row) = rows.next()? {
            let (start, end) = (row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64);
            let summary = match &mut found {
                Some(summary) => summary,
                None => found.insert(SessionSummary {
                    session: session.to_owned(),
                    project: names.get(self, project)?.to_owned(),
                    first: start,
                    first_trace: TraceId::from_bytes(&row.get::<_, [u8; 16]>(16)?).ok(),
                    ..SessionSummary::default()
                }),
            };
            summary.traces += 1;
            summary.spans = summary.spans.saturating_add(row.get(2)?);
            summary.errors = summary.errors.saturating_add(row.get(3)?);
            (summary.first, summary.last) = (summary.first.min(start), summary.last.max(end));
            let sums: Sums = read_sums(row, 7)?;
            summary.sums.add(&sums);
            if let Some(user) = row.get::<_, Option<String>>(4)? {
                note(&mut summary.users, user);
            }
            for (column, list) in [(5, &mut summary.services), (6, &mut summary.models)] {
                if list.len() < MOST_NAMES {
                    let ids = row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?;
                    names.list(self, ids)?.into_iter().for_each(|name| note(list, name));
                }
            }
        }
        if let Some(summary) = &mut found {
            [&mut summary.users, &mut summary.services, &mut summary.models].into_iter().for_each(|list| list.sort());
        }
        Ok(found)
    }
}

fn note(list: &mut Vec<String>, name: String) {
    if list.len() < MOST_NAMES && !list.contains(&name) {
        list.push(name);
    }
}

/// The keys of sessions, while traces are read in any order.
struct Folded {
    sort: SessionSort,
    projects: FastMap<u64, FastMap<Box<str>, Option<i64>>>,
}

impl Folded {
    fn add(&mut self, row: &Row<'_>, wanted: Option<&Wanted>) -> Result<(), StoreError> {
        let project: i64 = row.get(0)?;
        let session = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        // Counts that together pass what SQLite counts to come as a double.
        let more = match row.get_ref(2)? {
            rusqlite::types::ValueRef::Integer(more) => Some(more),
            rusqlite::types::ValueRef::Real(_) => Some(i64::MAX),
            _ => None,
        };
        let sessions = self.projects.entry(project as u64).or_default();
        match sessions.get_mut(session) {
            Some(key) => *key = self.sort.fold(*key, more),
            None if wanted.is_none_or(|wanted| wanted.contains(&(project, Box::from(session)))) => {
                sessions.insert(session.into(), more);
            }
            None => {}
        }
        Ok(())
    }

    fn finish(self, ascending: bool) -> Vec<Place> {
        let unknown = if ascending { i64::MAX } else { -1 };
        let of_project = |(project, sessions): (u64, FastMap<Box<str>, Option<i64>>)| {
            sessions.into_iter().map(move |(session, key)| (key.unwrap_or(unknown), project as i64, session))
        };
        self.projects.into_iter().flat_map(of_project).collect()
    }
}

/// A cursor names the last row of a page: `KEY.PROJECT.SESSION`, the session in hex.
fn write_cursor((key, project, session): &Place) -> String {
    let hex: String = session.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{key}.{project}.{hex}")
}

fn read_cursor(cursor: &str) -> Result<Place, StoreError> {
    let read = || {
        let mut parts = cursor.split('.');
        let (key, project, hex) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
        let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok());
        let session = String::from_utf8(bytes.collect::<Option<_>>()?).ok()?;
        parts.next().is_none().then_some((key, project, session.into()))
    };
    read().ok_or(StoreError::Cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_round_trip_and_strangers_are_refused() {
        for place in [(-5, 7, "a.é".into()), (i64::MAX, 1, "".into())] {
            assert_eq!(read_cursor(&write_cursor(&place)).expect("ours"), place);
        }
        for bad in ["", "x", "5", "1.2", "1.2.zz", "1.2.61.61", "1.2.é"] {
            assert!(read_cursor(bad).is_err(), "{bad}");
        }
    }
}
