//! Rows as the output shows them: which columns there are, and each row's values in their order. The names are what programs read; they stay.

use serde_json::{Number, Value as Json};
use waterglass_proto::{SpanRow, SqlValue, TraceRow, TraceStatus, Value};

use crate::units::{length, time};

/// A value, and how a table shows it when that differs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    pub(super) json: Json,
    pub(super) shown: Option<String>,
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self { json: Json::String(text.into()), shown: None }
    }

    fn number(number: u32) -> Self {
        Self { json: number.into(), shown: None }
    }

    fn shown(self, shown: String) -> Self {
        Self { shown: Some(shown), ..self }
    }
}

/// The columns of an answer.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    /// What programs call them.
    pub(super) names: Vec<String>,
    /// The columns of a table in its order: heading, and which of `names`.
    pub(super) table: Vec<(String, usize)>,
    /// Of the columns asked for, those that no column has already.
    extra: Vec<usize>,
}

/// Columns of traces and of spans.
const TRACE: [&str; 8] = ["trace_id", "name", "service", "start_ns", "duration_ns", "status", "spans", "errors"];
const SPAN: [&str; 7] = ["trace_id", "span_id", "name", "service", "start_ns", "duration_ns", "status"];

/// Headings of a table, and the columns below them; the ids follow behind the columns asked for.
const HEADINGS: [(&str, &str); 7] = [
    ("START", "start_ns"),
    ("NAME", "name"),
    ("SERVICE", "service"),
    ("STATUS", "status"),
    ("DURATION", "duration_ns"),
    ("SPANS", "spans"),
    ("ERRORS", "errors"),
];

impl Columns {
    /// Those of traces or spans with those asked for.
    pub(super) fn new(spans: bool, asked: Option<&str>) -> Self {
        let mut names: Vec<String> =
            if spans { &SPAN[..] } else { &TRACE[..] }.iter().map(|&name| name.into()).collect();
        let own = names.len();
        let mut extra = Vec::new();
        for (place, name) in split(asked.unwrap_or_default()).into_iter().enumerate() {
            if !names.contains(&name) {
                names.push(name);
                extra.push(place);
            }
        }
        let at = |wanted: &str| names.iter().position(|name| name == wanted);
        let mut table: Vec<(String, usize)> =
            HEADINGS.iter().filter_map(|(heading, name)| Some(((*heading).to_owned(), at(name)?))).collect();
        table.extend((own..names.len()).map(|place| (names[place].clone(), place)));
        let ids = [("TRACE_ID", "trace_id"), ("SPAN_ID", "span_id")];
        table.extend(ids.iter().filter_map(|(heading, name)| Some(((*heading).to_owned(), at(name)?))));
        Self { names, table, extra }
    }

    /// Those of an SQL statement. A name that comes twice gets a number.
    pub(super) fn of_sql(columns: &[String]) -> Self {
        let mut names: Vec<String> = Vec::new();
        for column in columns {
            let mut name = column.clone();
            let mut number = 2;
            while names.contains(&name) {
                name = format!("{column}_{number}");
                number += 1;
            }
            names.push(name);
        }
        let table = names.iter().cloned().enumerate().map(|(place, name)| (name, place)).collect();
        Self { names, table, extra: Vec::new() }
    }

    pub(super) fn trace(&self, row: TraceRow) -> Vec<Cell> {
        let status = match row.status {
            TraceStatus::Ok => "ok",
            TraceStatus::HasErrors => "error",
            TraceStatus::Failed => "failed",
        };
        let mut cells = vec![
            Cell::text(row.trace_id),
            Cell::text(row.name),
            Cell::text(row.service),
            Cell::text(row.start.0.to_string()).shown(time(row.start.0)),
            Cell::text(row.duration.0.to_string()).shown(length(row.duration.0)),
            Cell::text(status),
            Cell::number(row.spans),
            Cell::number(row.errors),
        ];
        cells.extend(self.values(row.values));
        cells
    }

    pub(super) fn span(&self, row: SpanRow) -> Vec<Cell> {
        let status = match row.status {
            1 => "ok",
            2 => "error",
            _ => "unset",
        };
        let mut cells = vec![
            Cell::text(row.trace_id),
            Cell::text(row.span_id),
            Cell::text(row.name),
            Cell::text(row.service),
            Cell::text(row.start.0.to_string()).shown(time(row.start.0)),
            Cell::text(row.duration.0.to_string()).shown(length(row.duration.0)),
            Cell::text(status),
        ];
        cells.extend(self.values(row.values));
        cells
    }

    fn values(&self, mut values: Vec<Option<Value>>) -> impl Iterator<Item = Cell> {
        self.extra.iter().map(move |place| {
            let value = values.get_mut(*place).and_then(Option::take);
            Cell { json: value.map_or(Json::Null, json), shown: None }
        })
    }
}

/// Names joined by commas as the API reads them: one in quotation marks may hold a comma.
fn split(text: &str) -> Vec<String> {
    let (mut names, mut quoted) = (vec![String::new()], false);
    for character in text.chars() {
        match (character, names.last_mut()) {
            ('"', _) => quoted = !quoted,
            (',', _) if !quoted => names.push(String::new()),
            (other, Some(name)) => name.push(other),
            (_, None) => {}
        }
    }
    names.into_iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// A value with its own type; what JSON cannot say (NaN, bytes) as text.
fn json(value: Value) -> Json {
    match value {
        Value::String { mut value, bytes } => {
            if bytes.is_some() {
                value.push('…');
            }
            Json::String(value)
        }
        Value::Bool { value } => Json::Bool(value),
        Value::Int { value } => {
            value.parse().map(|number: i64| Json::Number(number.into())).unwrap_or(Json::String(value))
        }
        Value::Double { value } => double(value),
        Value::Bytes { value, .. } => Json::String(value),
        Value::Array { values } => Json::Array(values.into_iter().map(json).collect()),
        Value::Map { entries } => {
            Json::Object(entries.into_iter().map(|entry| (entry.key, json(entry.value))).collect())
        }
        Value::Empty => Json::Null,
    }
}

fn double(text: String) -> Json {
    text.parse().ok().and_then(Number::from_f64).map_or(Json::String(text), Json::Number)
}

/// A cell of an SQL row.
pub(super) fn sql_cell(value: SqlValue) -> Cell {
    let json = match value {
        SqlValue::Null => Json::Null,
        SqlValue::Integer(number) => match number.parse::<i64>() {
            Ok(number) => Json::Number(number.into()),
            Err(_) => Json::String(number),
        },
        SqlValue::Real(number) => double(number),
        SqlValue::Text(text) | SqlValue::Blob(text) => Json::String(text),
    };
    Cell { json, shown: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_is_there_already_is_not_there_twice() {
        let columns = Columns::new(false, Some("model,name, \"odd, key\",model"));
        assert_eq!(columns.names[8..], ["model", "odd, key"]);
        assert_eq!(columns.extra, [0, 2]);
        let row = |text: &str| Some(Value::Int { value: text.into() });
        let values: Vec<Json> =
            columns.values(vec![row("1"), row("2"), row("3"), row("4")]).map(|cell| cell.json).collect();
        assert_eq!(values, [Json::from(1), Json::from(3)]);
        let sql = Columns::of_sql(&["a".into(), "a".into(), "a_2".into(), "a".into()]);
        assert_eq!(sql.names, ["a", "a_2", "a_2_2", "a_3"]);
    }

    #[test]
    fn values_keep_their_types() {
        let text = |text: &str| Value::String { value: text.into(), bytes: None };
        let entry = |key: &str, value| waterglass_proto::Attribute { key: key.into(), value };
        let map =
            Value::Map { entries: vec![entry("k", Value::Double { value: "0.1".into() }), entry("e", Value::Empty)] };
        let list = Value::Array { values: vec![text("a"), Value::Bool { value: true }, map] };
        assert_eq!(json(list).to_string(), r#"["a",true,{"e":null,"k":0.1}]"#);
        assert_eq!(json(Value::Int { value: "-9223372036854775808".into() }).to_string(), "-9223372036854775808");
        assert_eq!(json(Value::Double { value: "NaN".into() }), "NaN");
        assert_eq!(json(Value::Double { value: "2".into() }).to_string(), "2.0");
    }
}
