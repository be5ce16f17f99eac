//! What the user wrote on traces: tags and notes, and which tags there are.

use rusqlite::OptionalExtension;

use crate::StoreError;
use crate::reader::Reader;

impl Reader<'_> {
    /// Tags and how many traces each is on, most first, then by name.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn list_tags(&self) -> Result<Vec<(String, u32)>, StoreError> {
        self.choices("SELECT tag, count(*) AS traces FROM tags GROUP BY tag ORDER BY traces DESC, tag", [])
    }

    /// A trace's tags, sorted, and its note.
    pub(crate) fn written_on(&self, trace: i64) -> Result<(Vec<String>, Option<String>), StoreError> {
        let mut statement = self.db.prepare_cached("SELECT tag FROM tags WHERE trace_no = ?1 ORDER BY tag")?;
        let tags = statement.query_map([trace], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut statement = self.db.prepare_cached("SELECT text FROM notes WHERE trace_no = ?1")?;
        Ok((tags, statement.query_row([trace], |row| row.get(0)).optional()?))
    }
}
