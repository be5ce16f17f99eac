//! How much is stored, what came first, and the settings.

use rusqlite::OptionalExtension;

use crate::StoreError;
use crate::answers::{FirstArrival, Totals};
use crate::reader::Reader;

impl Reader<'_> {
    /// How much is stored.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn totals(&self) -> Result<Totals, StoreError> {
        let mut totals = Totals::default();
        let mut statement = self.db.prepare_cached("SELECT name, value FROM totals")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let value = row.get(1)?;
            match row.get::<_, String>(0)?.as_str() {
                "traces" => totals.traces = value,
                "spans" => totals.spans = value,
                "logs" => totals.logs = value,
                "points" => totals.points = value,
                _ => {}
            }
        }
        Ok(totals)
    }

    /// The first arrival of each kind of telemetry.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn first_arrivals(&self) -> Result<Vec<FirstArrival>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT kind, at_ns, service, client FROM arrivals")?;
        let rows = statement.query_map([], |row| {
            Ok(FirstArrival { kind: row.get(0)?, at: row.get(1)?, service: row.get(2)?, client: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A setting, as it was put.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }
}
