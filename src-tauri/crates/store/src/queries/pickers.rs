//! What the pickers offer: projects and services with their numbers of traces, from the narrow rows.

use crate::StoreError;
use crate::reader::Reader;

impl Reader<'_> {
    /// Projects and how many traces each has, most first. A project that only sent logs or metrics has none.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn list_projects(&self) -> Result<Vec<(String, u32)>, StoreError> {
        self.choices(include_str!("list_projects.sql"), [])
    }

    /// Services and how many traces each takes part in, most first; of one project, or of all.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn list_services(&self, project: Option<&str>) -> Result<Vec<(String, u32)>, StoreError> {
        match project {
            None => self.choices(include_str!("list_services.sql"), []),
            Some(project) => self.choices(include_str!("list_services_of_project.sql"), [project]),
        }
    }

    /// Models of counted calls that have no price, most calls first: provider (empty: not said), model, calls. Calls that name no model are left out.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn unpriced_models(&self, most: u32) -> Result<Vec<(String, String, u32)>, StoreError> {
        let mut statement = self.db.prepare_cached(include_str!("unpriced_models.sql"))?;
        let rows = statement.query_map([most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn choices(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<(String, u32)>, StoreError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
