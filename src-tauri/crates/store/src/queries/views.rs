//! Saved views, as they were put: name and body. What a body says is the API's.

use crate::StoreError;
use crate::reader::Reader;

impl Reader<'_> {
    /// All saved views by name: name and body.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn list_views(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT name, body FROM views ORDER BY name")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
