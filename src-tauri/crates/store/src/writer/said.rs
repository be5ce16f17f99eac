//! Whose work a trace is: session and user, said by any of its spans or, when none of them says, by log records that name it. Which one is taken does not
//! depend on the order of arrival: each place where something may be said has a key, and the smallest key wins.

use rusqlite::{Connection, OptionalExtension, Row, params};
use waterglass_model::TraceId;

use super::Memory;
use crate::prepare::logs::OwnSaid;

/// Where something was said: 0 a root, 1 a span whose parent is remote, 2 another span, 3 a log record; then the start or time, then the span's id.
/// All big-endian, so that SQLite and we compare them alike.
pub(super) type Key = [u8; 17];

/// First byte of what log records say.
const LOG: u8 = 3;

/// Something said, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SaidAt {
    pub(super) key: Key,
    pub(super) text: Box<str>,
}

impl SaidAt {
    /// Reads two columns: text and key.
    pub(super) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Self>> {
        let text: Option<String> = row.get(first)?;
        text.map(|text| Ok(Self { key: row.get(first + 1)?, text: text.into() })).transpose()
    }
}

/// The key of a span of this rank as a root (2 is best).
pub(super) fn key(rank: u8, start: i64, span: i64) -> Key {
    let mut key = [0; 17];
    key[0] = 2u8.saturating_sub(rank);
    key[1..9].copy_from_slice(&start.max(0).to_be_bytes());
    key[9..].copy_from_slice(&span.to_be_bytes());
    key
}

/// Takes what is said at a key, when it stands before what is known.
pub(super) fn offer(known: &mut Option<SaidAt>, key: Key, text: Option<&str>) {
    let Some(text) = text else { return };
    if known.as_ref().is_none_or(|known| (&key, text) < (&known.key, &*known.text)) {
        *known = Some(SaidAt { key, text: text.into() });
    }
}

/// What log records say of a trace: text and time.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FromLogs {
    pub(super) session: Option<(String, i64)>,
    pub(super) user: Option<(String, i64)>,
}

/// Puts what log records say in the place of what they had said; what spans say stays.
pub(super) fn replace_from_logs(known: &mut Option<SaidAt>, found: Option<(String, i64)>) {
    if known.as_ref().is_some_and(|known| known.key[0] != LOG) {
        return;
    }
    *known = found.map(|(text, time)| {
        let mut at = key(2, time, 0);
        at[0] = LOG;
        SaidAt { key: at, text: text.into() }
    });
}

/// What log records say of a trace.
pub(super) fn of_logs(db: &Connection, trace_id: &TraceId) -> rusqlite::Result<FromLogs> {
    let sql = "SELECT session, session_time, user, user_time FROM said_by_logs WHERE trace_id = ?1";
    let found = db.prepare_cached(sql)?.query_row([trace_id.as_bytes()], |row| {
        let pair = |first: usize| -> rusqlite::Result<Option<(String, i64)>> {
            row.get::<_, Option<String>>(first)?.map(|text| Ok((text, row.get(first + 1)?))).transpose()
        };
        Ok(FromLogs { session: pair(0)?, user: pair(2)? })
    });
    Ok(found.optional()?.unwrap_or_default())
}

/// Folds in what a log record says, and tells its trace when that is stored. Says whether the trace now reads otherwise.
pub(super) fn by_log(
    db: &Connection,
    memory: &mut Memory,
    (trace_id, time, said): (&TraceId, i64, &OwnSaid),
    revision: u32,
) -> rusqlite::Result<bool> {
    forget_others(db, trace_id, revision)?;
    let mut known = of_logs(db, trace_id)?;
    let earlier = |known: &mut Option<(String, i64)>, text: Option<&str>| {
        let Some(text) = text else { return };
        if known.as_ref().is_none_or(|(other, at)| (time, text) < (*at, other.as_str())) {
            *known = Some((text.to_owned(), time));
        }
    };
    earlier(&mut known.session, said.session.as_deref());
    earlier(&mut known.user, said.user.as_deref());
    let (session, user) = (known.session.as_ref(), known.user.as_ref());
    db.prepare_cached(include_str!("sql/put_said.sql"))?.execute(params![
        trace_id.as_bytes(),
        revision,
        session.map(|said| &said.0),
        session.map(|said| said.1),
        user.map(|said| &said.0),
        user.map(|said| said.1),
    ])?;
    tell_trace(db, memory, trace_id)
}

/// Drops what records had said by the rules of another revision. Says whether there was any.
pub(super) fn forget_others(db: &Connection, trace_id: &TraceId, revision: u32) -> rusqlite::Result<bool> {
    let sql = "DELETE FROM said_by_logs WHERE trace_id = ?1 AND revision <> ?2";
    Ok(db.prepare_cached(sql)?.execute(params![trace_id.as_bytes(), revision])? > 0)
}

/// Has a stored trace take what log records now say of it. Says whether it now reads otherwise.
pub(super) fn tell_trace(db: &Connection, memory: &mut Memory, trace_id: &TraceId) -> rusqlite::Result<bool> {
    let Some(mut trace) = memory.traces.take_known(db, trace_id)? else { return Ok(false) };
    let changed = trace.take_from_logs(db, trace_id)?;
    if changed {
        trace.save(db, trace_id)?;
    }
    memory.traces.put(trace_id, trace);
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_stands_before_a_child_and_a_span_before_a_log_record() {
        let (mut known, root) = (None, key(2, 9, 9));
        replace_from_logs(&mut known, Some(("log".into(), 1)));
        offer(&mut known, key(0, 5, 1), Some("child"));
        offer(&mut known, key(0, 6, 1), Some("later child"));
        replace_from_logs(&mut known, Some(("log".into(), 0)));
        assert_eq!(known.as_ref().map(|said| &*said.text), Some("child"));
        offer(&mut known, root, Some("root"));
        offer(&mut known, key(1, 0, 0), Some("remote"));
        assert_eq!(known, Some(SaidAt { key: root, text: "root".into() }));
    }
}
