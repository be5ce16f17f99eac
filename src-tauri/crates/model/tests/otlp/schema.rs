//! The table of messages against the descriptors that opentelemetry-proto publishes.

use std::collections::BTreeMap;

use waterglass_model::Signal;
use waterglass_model::otlp::schema::{Kind, Message, Shape, request};
use waterglass_model::wire::{Fields, Payload};

/// Every message that a request can hold, by name.
fn table() -> BTreeMap<&'static str, &'static Message> {
    fn add(message: &'static Message, to: &mut BTreeMap<&'static str, &'static Message>) {
        if to.insert(message.name, message).is_none() {
            for field in message.fields {
                if let Kind::Message(inner) = field.kind {
                    add(inner, to);
                }
            }
        }
    }
    let mut table = BTreeMap::new();
    [Signal::Traces, Signal::Logs, Signal::Metrics].into_iter().for_each(|signal| add(request(signal), &mut table));
    table
}

#[derive(Default, Debug)]
struct Published {
    name: String,
    json: String,
    number: u64,
    repeated: bool,
    kind: u64,
    type_name: String,
    oneof: bool,
    optional: bool,
}

fn parts(message: &[u8], number: u32) -> Vec<&[u8]> {
    let mut fields = Fields::of(message);
    let mut parts = Vec::new();
    while let Some(field) = fields.read().unwrap() {
        if let (true, Payload::Bytes(bytes)) = (field.number == number, field.payload) {
            parts.push(bytes);
        }
    }
    parts
}

fn text(message: &[u8], number: u32) -> String {
    parts(message, number).first().map_or_else(String::new, |text| String::from_utf8(text.to_vec()).unwrap())
}

fn varint(message: &[u8], number: u32) -> Option<u64> {
    let mut fields = Fields::of(message);
    let mut found = None;
    while let Some(field) = fields.read().unwrap() {
        if field.number == number {
            found = field.varint().ok();
        }
    }
    found
}

/// Messages (google/protobuf/descriptor.proto: file 1, message 4, nested 3, field 2) by name.
fn published() -> BTreeMap<String, Vec<Published>> {
    fn add(message: &[u8], to: &mut BTreeMap<String, Vec<Published>>) {
        let fields = parts(message, 2).into_iter().map(|field| Published {
            name: text(field, 1),
            json: text(field, 10),
            number: varint(field, 3).unwrap(),
            repeated: varint(field, 4) == Some(3),
            kind: varint(field, 5).unwrap(),
            type_name: text(field, 6).rsplit('.').next().unwrap().to_owned(),
            oneof: varint(field, 9).is_some(),
            optional: varint(field, 17) == Some(1),
        });
        to.insert(text(message, 1), fields.collect());
        parts(message, 3).into_iter().for_each(|nested| add(nested, to));
    }
    let mut published = BTreeMap::new();
    for file in parts(opentelemetry_proto::DESCRIPTORS, 1) {
        if !text(file, 2).contains("profiles") {
            parts(file, 4).into_iter().for_each(|message| add(message, &mut published));
        }
    }
    published
}

fn kind_matches(kind: Kind, published: &Published) -> bool {
    match (kind, published.kind) {
        (Kind::Double, 1)
        | (Kind::Int64, 3)
        | (Kind::Uint64, 4)
        | (Kind::Int32, 5)
        | (Kind::Fixed64, 6)
        | (Kind::Fixed32, 7)
        | (Kind::Bool, 8)
        | (Kind::Text, 9)
        | (Kind::Bytes, 12)
        | (Kind::Uint32, 13)
        | (Kind::Enum(_), 14)
        | (Kind::Sfixed64, 16)
        | (Kind::Sint32, 17) => true,
        (Kind::Id(16), 12) => published.name == "trace_id",
        (Kind::Id(8), 12) => published.name.ends_with("span_id"),
        (Kind::Message(of), 11) => of.name == published.type_name,
        _ => false,
    }
}

#[test]
fn every_published_field_is_in_the_table() {
    let (table, published) = (table(), published());
    let mut seen = 0;
    for (name, message) in &table {
        let Some(fields) = published.get(*name) else { continue };
        seen += 1;
        for field in fields {
            let ours = message.fields.iter().find(|ours| u64::from(ours.number) == field.number);
            let ours = ours.unwrap_or_else(|| panic!("{name}.{} is missing", field.name));
            assert_eq!((ours.name, ours.json), (field.name.as_str(), field.json.as_str()), "{name}");
            assert!(kind_matches(ours.kind, field), "{name}.{}: {:?} is not {field:?}", field.name, ours.kind);
            let shape = match field {
                Published { repeated: true, .. } => Shape::Repeated,
                Published { optional: true, .. } => Shape::Optional,
                Published { oneof: true, .. } => Shape::Member,
                Published { kind: 11, .. } => Shape::Optional,
                _ => Shape::Single,
            };
            assert_eq!(ours.shape, shape, "{name}.{}", field.name);
        }
    }
    assert_eq!(seen, 34, "messages that are still published");
}

#[test]
fn what_is_no_longer_published_is_known() {
    let (table, published) = (table(), published());
    let mut extra = Vec::new();
    for (name, message) in &table {
        match published.get(*name) {
            None => extra.push((*name).to_owned()),
            Some(fields) => extra.extend(
                message
                    .fields
                    .iter()
                    .filter(|ours| fields.iter().all(|field| field.number != u64::from(ours.number)))
                    .map(|ours| format!("{name}.{}", ours.name)),
            ),
        }
    }
    let expected = [
        "Exemplar.filtered_labels",
        "HistogramDataPoint.labels",
        "InstrumentationLibrary",
        "InstrumentationLibraryLogs",
        "InstrumentationLibraryMetrics",
        "InstrumentationLibrarySpans",
        "IntDataPoint",
        "IntExemplar",
        "IntGauge",
        "IntHistogram",
        "IntHistogramDataPoint",
        "IntSum",
        "LogRecord.name",
        "Metric.int_gauge",
        "Metric.int_sum",
        "Metric.int_histogram",
        "NumberDataPoint.labels",
        "ResourceLogs.instrumentation_library_logs",
        "ResourceMetrics.instrumentation_library_metrics",
        "ResourceSpans.instrumentation_library_spans",
        "Status.deprecated_code",
        "StringKeyValue",
        "SummaryDataPoint.labels",
    ];
    assert_eq!(extra, expected);
}

#[test]
fn fields_are_found_by_number_and_by_both_names() {
    for message in table().values() {
        assert!(message.fields.is_sorted_by_key(|field| field.number), "{}", message.name);
        for (position, field) in message.fields.iter().enumerate() {
            assert_eq!(message.position(field.number), Some(position));
            for key in [field.name, field.json] {
                assert_eq!(message.field_named(key.as_bytes()).unwrap().number, field.number);
            }
        }
        assert_eq!(message.position(0), None);
        assert_eq!(message.position(999), None);
    }
}
