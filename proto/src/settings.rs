//! What the user can set in the app.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// `GET` and `PUT /api/settings`. Kept in the database.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// Light, dark or as the system says.
    pub theme: Theme,
    /// Colour spans by service instead of by type.
    pub colour_by_service: bool,
    /// Show absolute times in lists instead of "2 s ago".
    pub absolute_times: bool,
}
