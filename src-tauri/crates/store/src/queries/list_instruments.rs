//! The instruments that have sent points.

use waterglass_model::otlp::MetricKind;

use crate::StoreError;
use crate::answers::Instrument;
use crate::reader::Reader;
use crate::strings::Names;

impl Reader<'_> {
    /// All instruments, by service, scope and name.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn list_instruments(&self) -> Result<Vec<Instrument>, StoreError> {
        let sql =
            "SELECT name, unit, description, kind, service, scope_name, points, first_ns, last_ns FROM instruments";
        let mut names = Names::default();
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut instruments = Vec::new();
        while let Some(row) = rows.next()? {
            instruments.push(Instrument {
                name: row.get(0)?,
                unit: row.get(1)?,
                description: row.get(2)?,
                kind: MetricKind::from_number(row.get(3)?),
                service: names.get(self, row.get(4)?)?.to_owned(),
                scope: names.get(self, row.get(5)?)?.to_owned(),
                points: row.get(6)?,
                first: row.get(7)?,
                last: row.get(8)?,
            });
        }
        instruments.sort_by(|a, b| (&a.service, &a.scope, &a.name).cmp(&(&b.service, &b.scope, &b.name)));
        Ok(instruments)
    }
}
