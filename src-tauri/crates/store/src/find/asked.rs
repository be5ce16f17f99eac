//! The functions by which SQL asks back: `in_set(n, trace number)`, `passes(n, value)`, `passes_id(n, hex)`. Their numbers name what the running question
//! has left here; a connection answers one question at a time.

use std::sync::Arc;

use parking_lot::Mutex;
use roaring::RoaringTreemap;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use waterglass_query::CellTest;

use super::leaf::id_passes;
use super::own::sql_passes;

/// What the functions ask.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) tests: Vec<CellTest>,
    pub(crate) sets: Vec<RoaringTreemap>,
}

/// Gives a connection the functions.
pub(crate) fn register(db: &Connection) -> rusqlite::Result<Arc<Mutex<Asked>>> {
    let asked = Arc::<Mutex<Asked>>::default();
    // Not deterministic: the same numbers mean something else in the next question.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let sets = asked.clone();
    db.create_scalar_function("in_set", 2, flags, move |call| {
        let (set, number) = (index(call)?, call.get::<i64>(1)?);
        Ok(sets.lock().sets.get(set).is_some_and(|set| set.contains(number as u64)))
    })?;
    let tests = asked.clone();
    db.create_scalar_function("passes", 2, flags, move |call| {
        let test = index(call)?;
        Ok(tests.lock().tests.get(test).is_some_and(|test| sql_passes(test, call.get_raw(1))))
    })?;
    let tests = asked.clone();
    db.create_scalar_function("passes_id", 2, flags, move |call| {
        let (test, hex) = (index(call)?, call.get::<String>(1)?);
        Ok(tests.lock().tests.get(test).is_some_and(|test| id_passes(test, &hex)))
    })?;
    Ok(asked)
}

fn index(call: &Context<'_>) -> rusqlite::Result<usize> {
    Ok(usize::try_from(call.get::<i64>(0)?).unwrap_or(usize::MAX))
}
