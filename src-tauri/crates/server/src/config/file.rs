//! The config file: TOML, one key a setting. A key that is no setting is an error, for a misspelt one would silently do nothing.

use std::collections::BTreeMap;
use std::path::Path;

use super::{ConfigError, SETTINGS};

/// Reads a config file into text values by setting.
pub(super) fn read(path: &Path) -> Result<BTreeMap<&'static str, String>, ConfigError> {
    let fail = |reason: String| ConfigError::File { path: path.to_path_buf(), reason };
    let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| fail(error.to_string()))?;
    let mut values = BTreeMap::new();
    for (key, value) in table {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key.replace('-', "_")) else {
            let known: Vec<_> = SETTINGS.iter().map(|setting| setting.key).collect();
            return Err(fail(format!("there is no setting {key:?}; the settings are {}", known.join(", "))));
        };
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(flag) => flag.to_string(),
            other => return Err(fail(format!("{key} is {}, not {}", other.type_str(), setting.wanted))),
        };
        values.insert(setting.key, value);
    }
    Ok(values)
}
