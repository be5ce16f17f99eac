//! Interned texts: from a text to its number and back.

use rusqlite::OptionalExtension;

use crate::StoreError;
use crate::columns::FastMap;
use crate::reader::Reader;

impl Reader<'_> {
    /// The number of a text, if any row has it.
    pub(crate) fn string_id(&self, text: &str) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT id FROM strings WHERE value = ?1";
        Ok(self.db.prepare_cached(sql)?.query_row([text], |row| row.get(0)).optional()?)
    }

    /// The text of a number.
    pub(crate) fn string(&self, id: i64) -> Result<String, StoreError> {
        let sql = "SELECT value FROM strings WHERE id = ?1";
        Ok(self.db.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?.unwrap_or_default())
    }
}

/// Texts already looked up while one question is answered.
#[derive(Default)]
pub(crate) struct Names(FastMap<u64, String>);

impl Names {
    pub(crate) fn get(&mut self, reader: &Reader<'_>, id: i64) -> Result<&str, StoreError> {
        use std::collections::hash_map::Entry;
        Ok(match self.0.entry(id as u64) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(reader.string(id)?),
        })
    }

    /// Texts of a list like "3,17".
    pub(crate) fn list(&mut self, reader: &Reader<'_>, ids: &str) -> Result<Vec<String>, StoreError> {
        let mut names = Vec::new();
        for id in ids.split(',').filter_map(|id| id.parse().ok()) {
            names.push(self.get(reader, id)?.to_owned());
        }
        Ok(names)
    }
}
