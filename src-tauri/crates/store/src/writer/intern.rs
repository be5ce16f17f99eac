//! From a group's own numbers to the database's: texts, resources, scopes, keys. Each is looked up in memory, then in the database, then added.

use rusqlite::{Connection, OptionalExtension, ToSql};

use crate::columns::FastMap;
use crate::prepare::{LocalResource, LocalScope};

/// Entries remembered per table. A table with more distinct entries is forgotten and looked up again: slower, never wrong.
const REMEMBERED: usize = 200_000;

/// What has been looked up. Must be forgotten when a transaction is rolled back.
#[derive(Default)]
pub(super) struct Interned {
    strings: FastMap<Box<str>, i64>,
    resources: FastMap<[u8; 16], i64>,
    scopes: FastMap<[u8; 16], i64>,
    keys: FastMap<(u8, Box<str>), i64>,
}

impl Interned {
    pub(super) fn string(&mut self, db: &Connection, text: &str) -> rusqlite::Result<i64> {
        if let Some(id) = self.strings.get(text) {
            return Ok(*id);
        }
        let id = find_or_insert(
            db,
            (include_str!("sql/find_string.sql"), &[&text]),
            (include_str!("sql/insert_string.sql"), &[&text]),
        )?;
        remember(&mut self.strings, text.into(), id);
        Ok(id)
    }

    pub(super) fn resource(
        &mut self,
        db: &Connection,
        resource: &LocalResource,
        strings: &[i64],
    ) -> rusqlite::Result<i64> {
        if let Some(id) = self.resources.get(&resource.hash) {
            return Ok(*id);
        }
        let (service, project) = (strings[resource.service as usize], strings[resource.project as usize]);
        let id = find_or_insert(
            db,
            (include_str!("sql/find_resource.sql"), &[&resource.hash]),
            (
                include_str!("sql/insert_resource.sql"),
                &[&resource.hash, &service, &project, &&*resource.schema_url, &&*resource.message],
            ),
        )?;
        remember(&mut self.resources, resource.hash, id);
        Ok(id)
    }

    pub(super) fn scope(&mut self, db: &Connection, scope: &LocalScope, strings: &[i64]) -> rusqlite::Result<i64> {
        if let Some(id) = self.scopes.get(&scope.hash) {
            return Ok(*id);
        }
        let id = find_or_insert(
            db,
            (include_str!("sql/find_scope.sql"), &[&scope.hash]),
            (
                include_str!("sql/insert_scope.sql"),
                &[&scope.hash, &strings[scope.name as usize], &&*scope.schema_url, &&*scope.message],
            ),
        )?;
        remember(&mut self.scopes, scope.hash, id);
        Ok(id)
    }

    pub(super) fn key(&mut self, db: &Connection, place: u8, name: &str) -> rusqlite::Result<i64> {
        let key = (place, Box::<str>::from(name));
        if let Some(id) = self.keys.get(&key) {
            return Ok(*id);
        }
        let id = find_or_insert(
            db,
            (include_str!("sql/find_key.sql"), &[&place, &name]),
            (include_str!("sql/insert_key.sql"), &[&place, &name]),
        )?;
        remember(&mut self.keys, key, id);
        Ok(id)
    }
}

type Question<'q> = (&'static str, &'q [&'q dyn ToSql]);

fn find_or_insert(db: &Connection, find: Question<'_>, insert: Question<'_>) -> rusqlite::Result<i64> {
    let found = db.prepare_cached(find.0)?.query_row(find.1, |row| row.get(0)).optional()?;
    match found {
        Some(id) => Ok(id),
        None => db.prepare_cached(insert.0)?.insert(insert.1),
    }
}

fn remember<K: Eq + std::hash::Hash>(map: &mut FastMap<K, i64>, key: K, id: i64) {
    if map.len() >= REMEMBERED {
        map.clear();
    }
    map.insert(key, id);
}
