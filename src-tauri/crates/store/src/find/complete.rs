//! What a query may be completed with: the keys that exist with their types and counts, and a field's values by frequency. Looks at the newest blocks only:
//! an answer while typing matters more than the last rare key.

use std::collections::BTreeMap;

use waterglass_query::{Field, Scope, Target};

use super::bits::Bits;
use super::blocks::{Blocks, Signal};
use super::counting::{Counting, Rows};
use super::fields::{Column, signal_of};
use crate::StoreError;
use crate::columns::{self, Opener};
use crate::prepare::own::place;
use crate::reader::Reader;

/// Blocks looked at for keys, and for values.
const KEY_BLOCKS: usize = 8;
const VALUE_BLOCKS: usize = 32;

/// An attribute key that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundKey {
    /// As a query writes it, with its scope where it needs one.
    pub name: String,
    /// `text`, `number`, `boolean`, `list`, `map`, or several of them.
    pub holds: String,
    /// Values met in the blocks looked at.
    pub count: u64,
}

/// A value that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundValue {
    /// As a person reads it.
    pub value: String,
    /// How often it was met in the blocks looked at.
    pub count: u64,
}

impl Reader<'_> {
    /// Attribute keys that exist, the most frequent first.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn attribute_keys(&self, target: Target) -> Result<Vec<FoundKey>, StoreError> {
        let signal = signal_of(target);
        let blocks = Blocks::new(self);
        let mut found: BTreeMap<(u8, String), (u64, Vec<&'static str>)> = BTreeMap::new();
        let mut opener = Opener::new();
        let sql =
            "SELECT k.place, k.name, c.data FROM col c JOIN keys k ON k.id = c.key WHERE c.block = ?1 AND k.place <= 3";
        for block in blocks.newest_first(signal, None)?.iter().take(KEY_BLOCKS) {
            self.in_time()?;
            let mut statement = self.db.prepare_cached(sql)?;
            let mut rows = statement.query([block.id])?;
            while let Some(row) = rows.next()? {
                let data = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
                let Some(plain) = opener.plain(data) else { continue };
                let entry = found.entry((row.get(0)?, row.get(1)?)).or_default();
                let _ = columns::each_value(plain, |value| {
                    let mut rows = 0;
                    let _ = columns::runs_of(value.rows, |from, to| rows += u64::from(to - from));
                    entry.0 += rows;
                    let holds = match value.kind {
                        b's' | b'l' => "text",
                        b'i' | b'd' => "number",
                        b'b' => "boolean",
                        b'a' => "list",
                        _ => "map",
                    };
                    if !entry.1.contains(&holds) {
                        entry.1.push(holds);
                    }
                });
            }
        }
        let mut keys: Vec<FoundKey> = found
            .into_iter()
            .map(|((at, name), (count, mut holds))| {
                let scope = match at {
                    place::EVENT => Scope::Event,
                    place::LINK => Scope::Link,
                    _ => Scope::Any,
                };
                holds.sort_unstable();
                FoundKey { name: Field::Attribute(scope, name.into()).to_string(), holds: holds.join(", "), count }
            })
            .collect();
        keys.extend(self.resource_keys(&keys)?);
        keys.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.name.cmp(&other.name)));
        Ok(keys)
    }

    /// Keys of resources that no row has itself.
    fn resource_keys(&self, known: &[FoundKey]) -> Result<Vec<FoundKey>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT message FROM resources ORDER BY id DESC LIMIT 1000")?;
        let mut rows = statement.query([])?;
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let message = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            let resource = waterglass_model::otlp::Resource::parse(message).unwrap_or_default();
            for (name, _) in resource.attributes() {
                *found.entry(format!("resource.{name}")).or_default() += 1;
            }
        }
        let keys = found.into_iter().map(|(name, count)| FoundKey { name, holds: "resource".into(), count });
        Ok(keys.filter(|key| known.iter().all(|known| known.name != key.name)).collect())
    }

    /// Values of a field that contain `part` (without regard to ASCII case), those that begin with it first, then by frequency.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline.
    pub fn field_values(
        &self,
        target: Target,
        field: &Column,
        part: &str,
        most: usize,
    ) -> Result<Vec<FoundValue>, StoreError> {
        let signal = signal_of(target);
        let mut blocks = Blocks::new(self);
        let (mut counting, mut opener) = (Counting::new(self, signal, &field.field)?, Opener::new());
        for block in blocks.newest_first(signal, None)?.iter().take(VALUE_BLOCKS) {
            if self.in_time().is_err() {
                break;
            }
            let rows = Rows::from(Bits::all(block.rows));
            let said = counting.said(&mut blocks, block, rows.mark)?;
            counting.add_rows(&mut opener, self.kept, (block, &rows, &said))?;
        }
        let part = part.to_lowercase();
        let mut found: Vec<(bool, FoundValue)> = counting
            .counts()
            .filter_map(|(value, count)| {
                let at = value.to_lowercase().find(&part)?;
                Some((at > 0, FoundValue { value: value.to_owned(), count }))
            })
            .collect();
        if signal == Signal::Spans {
            self.written_values(field, &part, &mut found)?;
        }
        found.sort_by(|(inside, one), (other_inside, other)| {
            inside.cmp(other_inside).then(other.count.cmp(&one.count)).then_with(|| one.value.cmp(&other.value))
        });
        Ok(found.into_iter().map(|(_, value)| value).take(most).collect())
    }

    /// Tags the user gave.
    fn written_values(
        &self,
        field: &Column,
        part: &str,
        found: &mut Vec<(bool, FoundValue)>,
    ) -> Result<(), StoreError> {
        use waterglass_query::{Field, Known};
        if field.field != Field::Known(Known::Tag) {
            return Ok(());
        }
        let mut statement = self.db.prepare_cached("SELECT tag, count(*) FROM tags GROUP BY tag")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let value: String = row.get(0)?;
            if let Some(at) = value.to_lowercase().find(part) {
                found.push((at > 0, FoundValue { value, count: row.get(1)? }));
            }
        }
        Ok(())
    }
}
