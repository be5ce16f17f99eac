//! Resources and scopes of a group, each once, by a 128-bit hash of what was sent.

use std::ops::Range;

use waterglass_model::otlp::{Resource, Scope};
use waterglass_model::{Batch, project_of, service_of};
use xxhash_rust::xxh3::Xxh3;

use super::Strings;
use crate::columns::FastMap;

/// A resource as the writer stores it.
pub(crate) struct LocalResource {
    pub(crate) hash: [u8; 16],
    pub(crate) service: u32,
    pub(crate) project: u32,
    pub(crate) schema_url: Box<str>,
    pub(crate) message: Box<[u8]>,
}

/// A scope as the writer stores it.
pub(crate) struct LocalScope {
    pub(crate) hash: [u8; 16],
    pub(crate) name: u32,
    pub(crate) schema_url: Box<str>,
    pub(crate) message: Box<[u8]>,
}

/// Where an item came from, by the group's own numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OriginNumbers {
    pub(crate) resource: u32,
    pub(crate) scope: u32,
    pub(crate) service: u32,
}

/// Collects the origins of a group.
#[derive(Default)]
pub(crate) struct Origins {
    resources: Vec<LocalResource>,
    scopes: Vec<LocalScope>,
    resource_index: FastMap<[u8; 16], u32>,
    scope_index: FastMap<[u8; 16], u32>,
}

impl Origins {
    /// The origin of each group of a batch.
    pub(crate) fn of_batch(&mut self, batch: &Batch, strings: &mut Strings) -> Vec<OriginNumbers> {
        let text = |range: &Range<u32>| std::str::from_utf8(batch.slice(range)).unwrap_or_default();
        batch
            .groups
            .iter()
            .map(|group| {
                let resource = self.resource(batch.slice(&group.resource), text(&group.resource_schema_url), strings);
                let scope = self.scope(batch.slice(&group.scope), text(&group.scope_schema_url), strings);
                OriginNumbers { resource, scope, service: self.resources[resource as usize].service }
            })
            .collect()
    }

    fn resource(&mut self, message: &[u8], schema_url: &str, strings: &mut Strings) -> u32 {
        let hash = hash_of(message, schema_url);
        *self.resource_index.entry(hash).or_insert_with(|| {
            let parsed = Resource::parse(message).unwrap_or_default();
            self.resources.push(LocalResource {
                hash,
                service: strings.number(service_of(&parsed)),
                project: strings.number(project_of(&parsed)),
                schema_url: schema_url.into(),
                message: message.into(),
            });
            self.resources.len() as u32 - 1
        })
    }

    fn scope(&mut self, message: &[u8], schema_url: &str, strings: &mut Strings) -> u32 {
        let hash = hash_of(message, schema_url);
        *self.scope_index.entry(hash).or_insert_with(|| {
            let name = Scope::parse(message).map_or("", |scope| scope.name);
            self.scopes.push(LocalScope {
                hash,
                name: strings.number(name),
                schema_url: schema_url.into(),
                message: message.into(),
            });
            self.scopes.len() as u32 - 1
        })
    }

    /// The resource and the scope behind an origin.
    pub(crate) fn of(&self, origin: OriginNumbers) -> (&LocalResource, &LocalScope) {
        (&self.resources[origin.resource as usize], &self.scopes[origin.scope as usize])
    }

    /// Name of a scope seen in this group.
    pub(crate) fn scope_name(&self, number: u32) -> &str {
        self.scopes
            .get(number as usize)
            .and_then(|scope| Scope::parse(&scope.message).ok())
            .map_or("", |scope| scope.name)
    }

    /// The string number of a scope's name.
    pub(crate) fn scope_name_number(&self, number: u32) -> u32 {
        self.scopes[number as usize].name
    }

    pub(crate) fn finish(self) -> (Vec<LocalResource>, Vec<LocalScope>) {
        (self.resources, self.scopes)
    }
}

fn hash_of(message: &[u8], schema_url: &str) -> [u8; 16] {
    let mut hasher = Xxh3::new();
    hasher.update(&(message.len() as u64).to_le_bytes());
    hasher.update(message);
    hasher.update(schema_url.as_bytes());
    hasher.digest128().to_be_bytes()
}
