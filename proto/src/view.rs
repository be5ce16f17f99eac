//! Saved views: a filter and how its list is shown, under a name, kept in the database.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Order, QueryTarget};

/// A saved view: `GET /api/views`, `PUT` and `DELETE /api/views/{name}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SavedView {
    /// Its name, 1 to 100 characters; `PUT` takes the one in the address.
    #[serde(default)]
    pub name: String,
    /// Which list it is about.
    #[serde(default)]
    pub on: QueryTarget,
    /// The query.
    #[serde(default)]
    pub q: String,
    /// Project, when the view is about one.
    #[serde(default)]
    #[ts(optional)]
    pub project: Option<String>,
    /// Time range as the range picker writes it into the address (`15m`, `live`, …).
    #[serde(default)]
    #[ts(optional)]
    pub range: Option<String>,
    /// Columns in their order; absent: the usual ones.
    #[serde(default)]
    #[ts(optional)]
    pub columns: Option<Vec<String>>,
    /// Sort column.
    #[serde(default)]
    #[ts(optional)]
    pub sort: Option<String>,
    /// Which way.
    #[serde(default)]
    #[ts(optional)]
    pub order: Option<Order>,
    /// Field to group by.
    #[serde(default)]
    #[ts(optional)]
    pub group: Option<String>,
}

/// All of them by name. The same JSON can be put back with `POST /api/views`, which adds and replaces by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SavedViews {
    /// The views.
    pub views: Vec<SavedView>,
}
