//! Every OTLP message as data: numbers, names and kinds of its fields, so that one pair of functions ([`super::json`]) can write any
//! of them as JSON and read them back. Holds no behaviour beyond looking a field up.
//!
//! Source: opentelemetry-proto 1.9 (`opentelemetry/proto/{common,resource,trace,logs,metrics}/v1`), plus the fields it has since
//! reserved, from 0.8 to 0.19: `instrumentation_library_*` (1000), the integer metric kinds and labels, `LogRecord.name`,
//! `Status.deprecated_code`. A test compares the table with the published descriptors.

use crate::Signal;

/// The field that stands first in an item which was read from JSON and has a mistake: what is wrong, as text. Written for
/// [`super::check`], which refuses the item, so that it is never stored. No sender has it: protobuf keeps the numbers from 19000 to
/// 19999 for itself, and no .proto file may use them.
pub(super) const UNREADABLE: u32 = 19_000;

/// A message: its name and its fields, by number.
#[derive(Debug)]
pub struct Message {
    /// Its name in the .proto file.
    pub name: &'static str,
    /// Its fields in ascending order of number.
    pub fields: &'static [Field],
}

/// A field of a message.
#[derive(Debug)]
pub struct Field {
    /// Its number on the wire.
    pub number: u32,
    /// Its name in the .proto file, which readers of JSON must take too.
    pub name: &'static str,
    /// Its name in JSON: the same in lowerCamelCase.
    pub json: &'static str,
    /// What a value of it is.
    pub kind: Kind,
    /// How many values it has, and whether absence differs from zero.
    pub shape: Shape,
}

/// What one value is: its wire type and how JSON spells it.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// Bytes, base64 in JSON.
    Bytes,
    /// A trace or span id of so many bytes, hex in JSON (OTLP's own deviation from protobuf's mapping).
    Id(usize),
    /// A boolean.
    Bool,
    /// A double.
    Double,
    /// Unsigned, four bytes.
    Fixed32,
    /// Unsigned, eight bytes; a string in JSON.
    Fixed64,
    /// Signed, eight bytes; a string in JSON.
    Sfixed64,
    /// Unsigned varint.
    Uint32,
    /// Unsigned varint; a string in JSON.
    Uint64,
    /// Signed varint.
    Int32,
    /// Signed varint; a string in JSON.
    Int64,
    /// Zigzag varint.
    Sint32,
    /// An enum: a number in JSON; its names are read too.
    Enum(&'static [(&'static str, i32)]),
    /// A message.
    Message(&'static Message),
}

/// How many values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One; zero and absent are the same.
    Single,
    /// One, or none: zero is not absence (`optional`, and every message).
    Optional,
    /// One of the members of the oneof of this message (none has more than one oneof): zero is not absence.
    Member,
    /// Any number.
    Repeated,
}

impl Message {
    /// Where in [`Message::fields`] the field of a number stands.
    pub fn position(&self, number: u32) -> Option<usize> {
        // Numbers ascend from 1, so a field stands no further back than its number, and mostly right there.
        let end = (number as usize).min(self.fields.len());
        self.fields[..end].iter().rposition(|field| field.number == number)
    }

    /// The field of a JSON key, in either spelling.
    pub fn field_named(&self, key: &[u8]) -> Option<&'static Field> {
        let fields = self.fields;
        fields.iter().find(|field| field.json.as_bytes() == key || field.name.as_bytes() == key)
    }
}

impl Kind {
    /// The wire type of one value.
    pub(super) fn wire_type(self) -> u32 {
        match self {
            Self::Double | Self::Fixed64 | Self::Sfixed64 => 1,
            Self::Fixed32 => 5,
            Self::Text | Self::Bytes | Self::Id(_) | Self::Message(_) => 2,
            _ => 0,
        }
    }
}

/// The export request of a signal.
pub fn request(signal: Signal) -> &'static Message {
    match signal {
        Signal::Traces => &EXPORT_TRACES,
        Signal::Logs => &EXPORT_LOGS,
        Signal::Metrics => &EXPORT_METRICS,
    }
}

const fn one(number: u32, name: &'static str, json: &'static str, kind: Kind) -> Field {
    let shape = if matches!(kind, Kind::Message(_)) { Shape::Optional } else { Shape::Single };
    Field { number, name, json, kind, shape }
}

const fn optional(number: u32, name: &'static str, json: &'static str, kind: Kind) -> Field {
    Field { number, name, json, kind, shape: Shape::Optional }
}

const fn member(number: u32, name: &'static str, json: &'static str, kind: Kind) -> Field {
    Field { number, name, json, kind, shape: Shape::Member }
}

const fn many(number: u32, name: &'static str, json: &'static str, kind: Kind) -> Field {
    Field { number, name, json, kind, shape: Shape::Repeated }
}

use Kind::{
    Bool, Bytes, Double, Enum, Fixed32, Fixed64, Id, Int32, Int64, Message as Of, Sfixed64, Sint32, Text, Uint32,
    Uint64,
};

const TRACE_ID: Kind = Id(16);
const SPAN_ID: Kind = Id(8);

macro_rules! messages {
    ($($(#[$about:meta])* $constant:ident = $name:literal { $($field:expr),* $(,)? })*) => {
        $($(#[$about])* pub static $constant: Message = Message { name: $name, fields: &[$($field),*] };)*
    };
}

messages! {
    /// `ExportTraceServiceRequest`; `TracesData` is the same on the wire.
    EXPORT_TRACES = "ExportTraceServiceRequest" { many(1, "resource_spans", "resourceSpans", Of(&RESOURCE_SPANS)) }
    /// `ExportLogsServiceRequest`; `LogsData` is the same on the wire.
    EXPORT_LOGS = "ExportLogsServiceRequest" { many(1, "resource_logs", "resourceLogs", Of(&RESOURCE_LOGS)) }
    /// `ExportMetricsServiceRequest`; `MetricsData` is the same on the wire.
    EXPORT_METRICS = "ExportMetricsServiceRequest" { many(1, "resource_metrics", "resourceMetrics", Of(&RESOURCE_METRICS)) }

    /// `AnyValue`.
    ANY_VALUE = "AnyValue" {
        member(1, "string_value", "stringValue", Text),
        member(2, "bool_value", "boolValue", Bool),
        member(3, "int_value", "intValue", Int64),
        member(4, "double_value", "doubleValue", Double),
        member(5, "array_value", "arrayValue", Of(&ARRAY_VALUE)),
        member(6, "kvlist_value", "kvlistValue", Of(&KEY_VALUE_LIST)),
        member(7, "bytes_value", "bytesValue", Bytes),
        member(8, "string_value_strindex", "stringValueStrindex", Int32),
    }
    /// `ArrayValue`.
    ARRAY_VALUE = "ArrayValue" { many(1, "values", "values", Of(&ANY_VALUE)) }
    /// `KeyValueList`.
    KEY_VALUE_LIST = "KeyValueList" { many(1, "values", "values", Of(&KEY_VALUE)) }
    /// `KeyValue`.
    KEY_VALUE = "KeyValue" {
        one(1, "key", "key", Text),
        one(2, "value", "value", Of(&ANY_VALUE)),
        one(3, "key_strindex", "keyStrindex", Int32),
    }
    /// `StringKeyValue`, the deprecated label.
    STRING_KEY_VALUE = "StringKeyValue" { one(1, "key", "key", Text), one(2, "value", "value", Text) }
    /// `InstrumentationScope`.
    SCOPE = "InstrumentationScope" {
        one(1, "name", "name", Text),
        one(2, "version", "version", Text),
        many(3, "attributes", "attributes", Of(&KEY_VALUE)),
        one(4, "dropped_attributes_count", "droppedAttributesCount", Uint32),
    }
    /// `InstrumentationLibrary`, deprecated; reads as a scope.
    LIBRARY = "InstrumentationLibrary" { one(1, "name", "name", Text), one(2, "version", "version", Text) }
    /// `EntityRef`.
    ENTITY_REF = "EntityRef" {
        one(1, "schema_url", "schemaUrl", Text),
        one(2, "type", "type", Text),
        many(3, "id_keys", "idKeys", Text),
        many(4, "description_keys", "descriptionKeys", Text),
    }
    /// `Resource`.
    RESOURCE = "Resource" {
        many(1, "attributes", "attributes", Of(&KEY_VALUE)),
        one(2, "dropped_attributes_count", "droppedAttributesCount", Uint32),
        many(3, "entity_refs", "entityRefs", Of(&ENTITY_REF)),
    }

    /// `ResourceSpans`.
    RESOURCE_SPANS = "ResourceSpans" {
        one(1, "resource", "resource", Of(&RESOURCE)),
        many(2, "scope_spans", "scopeSpans", Of(&SCOPE_SPANS)),
        one(3, "schema_url", "schemaUrl", Text),
        many(1000, "instrumentation_library_spans", "instrumentationLibrarySpans", Of(&LIBRARY_SPANS)),
    }
    /// `ScopeSpans`.
    SCOPE_SPANS = "ScopeSpans" {
        one(1, "scope", "scope", Of(&SCOPE)),
        many(2, "spans", "spans", Of(&SPAN)),
        one(3, "schema_url", "schemaUrl", Text),
    }
    /// `InstrumentationLibrarySpans`, deprecated.
    LIBRARY_SPANS = "InstrumentationLibrarySpans" {
        one(1, "instrumentation_library", "instrumentationLibrary", Of(&LIBRARY)),
        many(2, "spans", "spans", Of(&SPAN)),
        one(3, "schema_url", "schemaUrl", Text),
    }
    /// `Span`.
    SPAN = "Span" {
        one(1, "trace_id", "traceId", TRACE_ID),
        one(2, "span_id", "spanId", SPAN_ID),
        one(3, "trace_state", "traceState", Text),
        one(4, "parent_span_id", "parentSpanId", SPAN_ID),
        one(5, "name", "name", Text),
        one(6, "kind", "kind", Enum(&SPAN_KINDS)),
        one(7, "start_time_unix_nano", "startTimeUnixNano", Fixed64),
        one(8, "end_time_unix_nano", "endTimeUnixNano", Fixed64),
        many(9, "attributes", "attributes", Of(&KEY_VALUE)),
        one(10, "dropped_attributes_count", "droppedAttributesCount", Uint32),
        many(11, "events", "events", Of(&EVENT)),
        one(12, "dropped_events_count", "droppedEventsCount", Uint32),
        many(13, "links", "links", Of(&LINK)),
        one(14, "dropped_links_count", "droppedLinksCount", Uint32),
        one(15, "status", "status", Of(&STATUS)),
        one(16, "flags", "flags", Fixed32),
    }
    /// `Span.Event`.
    EVENT = "Event" {
        one(1, "time_unix_nano", "timeUnixNano", Fixed64),
        one(2, "name", "name", Text),
        many(3, "attributes", "attributes", Of(&KEY_VALUE)),
        one(4, "dropped_attributes_count", "droppedAttributesCount", Uint32),
    }
    /// `Span.Link`.
    LINK = "Link" {
        one(1, "trace_id", "traceId", TRACE_ID),
        one(2, "span_id", "spanId", SPAN_ID),
        one(3, "trace_state", "traceState", Text),
        many(4, "attributes", "attributes", Of(&KEY_VALUE)),
        one(5, "dropped_attributes_count", "droppedAttributesCount", Uint32),
        one(6, "flags", "flags", Fixed32),
    }
    /// `Status`.
    STATUS = "Status" {
        one(1, "deprecated_code", "deprecatedCode", Enum(&DEPRECATED_STATUS_CODES)),
        one(2, "message", "message", Text),
        one(3, "code", "code", Enum(&STATUS_CODES)),
    }

    /// `ResourceLogs`.
    RESOURCE_LOGS = "ResourceLogs" {
        one(1, "resource", "resource", Of(&RESOURCE)),
        many(2, "scope_logs", "scopeLogs", Of(&SCOPE_LOGS)),
        one(3, "schema_url", "schemaUrl", Text),
        many(1000, "instrumentation_library_logs", "instrumentationLibraryLogs", Of(&LIBRARY_LOGS)),
    }
    /// `ScopeLogs`.
    SCOPE_LOGS = "ScopeLogs" {
        one(1, "scope", "scope", Of(&SCOPE)),
        many(2, "log_records", "logRecords", Of(&LOG_RECORD)),
        one(3, "schema_url", "schemaUrl", Text),
    }
    /// `InstrumentationLibraryLogs`, deprecated.
    LIBRARY_LOGS = "InstrumentationLibraryLogs" {
        one(1, "instrumentation_library", "instrumentationLibrary", Of(&LIBRARY)),
        many(2, "log_records", "logRecords", Of(&LOG_RECORD)),
        one(3, "schema_url", "schemaUrl", Text),
    }
    /// `LogRecord`.
    LOG_RECORD = "LogRecord" {
        one(1, "time_unix_nano", "timeUnixNano", Fixed64),
        one(2, "severity_number", "severityNumber", Enum(&SEVERITY_NUMBERS)),
        one(3, "severity_text", "severityText", Text),
        one(4, "name", "name", Text),
        one(5, "body", "body", Of(&ANY_VALUE)),
        many(6, "attributes", "attributes", Of(&KEY_VALUE)),
        one(7, "dropped_attributes_count", "droppedAttributesCount", Uint32),
        one(8, "flags", "flags", Fixed32),
        one(9, "trace_id", "traceId", TRACE_ID),
        one(10, "span_id", "spanId", SPAN_ID),
        one(11, "observed_time_unix_nano", "observedTimeUnixNano", Fixed64),
        one(12, "event_name", "eventName", Text),
    }

    /// `ResourceMetrics`.
    RESOURCE_METRICS = "ResourceMetrics" {
        one(1, "resource", "resource", Of(&RESOURCE)),
        many(2, "scope_metrics", "scopeMetrics", Of(&SCOPE_METRICS)),
        one(3, "schema_url", "schemaUrl", Text),
        many(1000, "instrumentation_library_metrics", "instrumentationLibraryMetrics", Of(&LIBRARY_METRICS)),
    }
    /// `ScopeMetrics`.
    SCOPE_METRICS = "ScopeMetrics" {
        one(1, "scope", "scope", Of(&SCOPE)),
        many(2, "metrics", "metrics", Of(&METRIC)),
        one(3, "schema_url", "schemaUrl", Text),
    }
    /// `InstrumentationLibraryMetrics`, deprecated.
    LIBRARY_METRICS = "InstrumentationLibraryMetrics" {
        one(1, "instrumentation_library", "instrumentationLibrary", Of(&LIBRARY)),
        many(2, "metrics", "metrics", Of(&METRIC)),
        one(3, "schema_url", "schemaUrl", Text),
    }
    /// `Metric`.
    METRIC = "Metric" {
        one(1, "name", "name", Text),
        one(2, "description", "description", Text),
        one(3, "unit", "unit", Text),
        member(4, "int_gauge", "intGauge", Of(&INT_GAUGE)),
        member(5, "gauge", "gauge", Of(&GAUGE)),
        member(6, "int_sum", "intSum", Of(&INT_SUM)),
        member(7, "sum", "sum", Of(&SUM)),
        member(8, "int_histogram", "intHistogram", Of(&INT_HISTOGRAM)),
        member(9, "histogram", "histogram", Of(&HISTOGRAM)),
        member(10, "exponential_histogram", "exponentialHistogram", Of(&EXPONENTIAL_HISTOGRAM)),
        member(11, "summary", "summary", Of(&SUMMARY)),
        many(12, "metadata", "metadata", Of(&KEY_VALUE)),
    }
    /// `Gauge`.
    GAUGE = "Gauge" { many(1, "data_points", "dataPoints", Of(&NUMBER_POINT)) }
    /// `Sum`.
    SUM = "Sum" {
        many(1, "data_points", "dataPoints", Of(&NUMBER_POINT)),
        one(2, "aggregation_temporality", "aggregationTemporality", Enum(&TEMPORALITIES)),
        one(3, "is_monotonic", "isMonotonic", Bool),
    }
    /// `Histogram`.
    HISTOGRAM = "Histogram" {
        many(1, "data_points", "dataPoints", Of(&HISTOGRAM_POINT)),
        one(2, "aggregation_temporality", "aggregationTemporality", Enum(&TEMPORALITIES)),
    }
    /// `ExponentialHistogram`.
    EXPONENTIAL_HISTOGRAM = "ExponentialHistogram" {
        many(1, "data_points", "dataPoints", Of(&EXPONENTIAL_POINT)),
        one(2, "aggregation_temporality", "aggregationTemporality", Enum(&TEMPORALITIES)),
    }
    /// `Summary`.
    SUMMARY = "Summary" { many(1, "data_points", "dataPoints", Of(&SUMMARY_POINT)) }
    /// `NumberDataPoint`.
    NUMBER_POINT = "NumberDataPoint" {
        many(1, "labels", "labels", Of(&STRING_KEY_VALUE)),
        one(2, "start_time_unix_nano", "startTimeUnixNano", Fixed64),
        one(3, "time_unix_nano", "timeUnixNano", Fixed64),
        member(4, "as_double", "asDouble", Double),
        many(5, "exemplars", "exemplars", Of(&EXEMPLAR)),
        member(6, "as_int", "asInt", Sfixed64),
        many(7, "attributes", "attributes", Of(&KEY_VALUE)),
        one(8, "flags", "flags", Uint32),
    }
    /// `HistogramDataPoint`.
    HISTOGRAM_POINT = "HistogramDataPoint" {
        many(1, "labels", "labels", Of(&STRING_KEY_VALUE)),
        one(2, "start_time_unix_nano", "startTimeUnixNano", Fixed64),
        one(3, "time_unix_nano", "timeUnixNano", Fixed64),
        one(4, "count", "count", Fixed64),
        optional(5, "sum", "sum", Double),
        many(6, "bucket_counts", "bucketCounts", Fixed64),
        many(7, "explicit_bounds", "explicitBounds", Double),
        many(8, "exemplars", "exemplars", Of(&EXEMPLAR)),
        many(9, "attributes", "attributes", Of(&KEY_VALUE)),
        one(10, "flags", "flags", Uint32),
        optional(11, "min", "min", Double),
        optional(12, "max", "max", Double),
    }
    /// `ExponentialHistogramDataPoint`.
    EXPONENTIAL_POINT = "ExponentialHistogramDataPoint" {
        many(1, "attributes", "attributes", Of(&KEY_VALUE)),
        one(2, "start_time_unix_nano", "startTimeUnixNano", Fixed64),
        one(3, "time_unix_nano", "timeUnixNano", Fixed64),
        one(4, "count", "count", Fixed64),
        optional(5, "sum", "sum", Double),
        one(6, "scale", "scale", Sint32),
        one(7, "zero_count", "zeroCount", Fixed64),
        one(8, "positive", "positive", Of(&BUCKETS)),
        one(9, "negative", "negative", Of(&BUCKETS)),
        one(10, "flags", "flags", Uint32),
        many(11, "exemplars", "exemplars", Of(&EXEMPLAR)),
        optional(12, "min", "min", Double),
        optional(13, "max", "max", Double),
        one(14, "zero_threshold", "zeroThreshold", Double),
    }
    /// `ExponentialHistogramDataPoint.Buckets`.
    BUCKETS = "Buckets" {
        one(1, "offset", "offset", Sint32),
        many(2, "bucket_counts", "bucketCounts", Uint64),
    }
    /// `SummaryDataPoint`.
    SUMMARY_POINT = "SummaryDataPoint" {
        many(1, "labels", "labels", Of(&STRING_KEY_VALUE)),
        one(2, "start_time_unix_nano", "startTimeUnixNano", Fixed64),
        one(3, "time_unix_nano", "timeUnixNano", Fixed64),
        one(4, "count", "count", Fixed64),
        one(5, "sum", "sum", Double),
        many(6, "quantile_values", "quantileValues", Of(&QUANTILE)),
        many(7, "attributes", "attributes", Of(&KEY_VALUE)),
        one(8, "flags", "flags", Uint32),
    }
    /// `SummaryDataPoint.ValueAtQuantile`.
    QUANTILE = "ValueAtQuantile" { one(1, "quantile", "quantile", Double), one(2, "value", "value", Double) }
    /// `Exemplar`.
    EXEMPLAR = "Exemplar" {
        many(1, "filtered_labels", "filteredLabels", Of(&STRING_KEY_VALUE)),
        one(2, "time_unix_nano", "timeUnixNano", Fixed64),
        member(3, "as_double", "asDouble", Double),
        one(4, "span_id", "spanId", SPAN_ID),
        one(5, "trace_id", "traceId", TRACE_ID),
        member(6, "as_int", "asInt", Sfixed64),
        many(7, "filtered_attributes", "filteredAttributes", Of(&KEY_VALUE)),
    }

    /// `IntGauge`, deprecated.
    INT_GAUGE = "IntGauge" { many(1, "data_points", "dataPoints", Of(&INT_POINT)) }
    /// `IntSum`, deprecated.
    INT_SUM = "IntSum" {
        many(1, "data_points", "dataPoints", Of(&INT_POINT)),
        one(2, "aggregation_temporality", "aggregationTemporality", Enum(&TEMPORALITIES)),
        one(3, "is_monotonic", "isMonotonic", Bool),
    }
    /// `IntHistogram`, deprecated.
    INT_HISTOGRAM = "IntHistogram" {
        many(1, "data_points", "dataPoints", Of(&INT_HISTOGRAM_POINT)),
        one(2, "aggregation_temporality", "aggregationTemporality", Enum(&TEMPORALITIES)),
    }
    /// `IntDataPoint`, deprecated.
    INT_POINT = "IntDataPoint" {
        many(1, "labels", "labels", Of(&STRING_KEY_VALUE)),
        one(2, "start_time_unix_nano", "startTimeUnixNano", Fixed64),
        one(3, "time_unix_nano", "timeUnixNano", Fixed64),
        one(4, "value", "value", Sfixed64),
        many(5, "exemplars", "exemplars", Of(&INT_EXEMPLAR)),
    }
    /// `IntHistogramDataPoint`, deprecated.
    INT_HISTOGRAM_POINT = "IntHistogramDataPoint" {
        many(1, "labels", "labels", Of(&STRING_KEY_VALUE)),
        one(2, "start_time_unix_nano", "startTimeUnixNano", Fixed64),
        one(3, "time_unix_nano", "timeUnixNano", Fixed64),
        one(4, "count", "count", Fixed64),
        one(5, "sum", "sum", Sfixed64),
        many(6, "bucket_counts", "bucketCounts", Fixed64),
        many(7, "explicit_bounds", "explicitBounds", Double),
        many(8, "exemplars", "exemplars", Of(&INT_EXEMPLAR)),
    }
    /// `IntExemplar`, deprecated.
    INT_EXEMPLAR = "IntExemplar" {
        many(1, "filtered_labels", "filteredLabels", Of(&STRING_KEY_VALUE)),
        one(2, "time_unix_nano", "timeUnixNano", Fixed64),
        one(3, "value", "value", Sfixed64),
        one(4, "span_id", "spanId", SPAN_ID),
        one(5, "trace_id", "traceId", TRACE_ID),
    }
}

const SPAN_KINDS: [(&str, i32); 6] = [
    ("SPAN_KIND_UNSPECIFIED", 0),
    ("SPAN_KIND_INTERNAL", 1),
    ("SPAN_KIND_SERVER", 2),
    ("SPAN_KIND_CLIENT", 3),
    ("SPAN_KIND_PRODUCER", 4),
    ("SPAN_KIND_CONSUMER", 5),
];
const STATUS_CODES: [(&str, i32); 3] = [("STATUS_CODE_UNSET", 0), ("STATUS_CODE_OK", 1), ("STATUS_CODE_ERROR", 2)];
const TEMPORALITIES: [(&str, i32); 3] = [
    ("AGGREGATION_TEMPORALITY_UNSPECIFIED", 0),
    ("AGGREGATION_TEMPORALITY_DELTA", 1),
    ("AGGREGATION_TEMPORALITY_CUMULATIVE", 2),
];
const DEPRECATED_STATUS_CODES: [(&str, i32); 17] = [
    ("DEPRECATED_STATUS_CODE_OK", 0),
    ("DEPRECATED_STATUS_CODE_CANCELLED", 1),
    ("DEPRECATED_STATUS_CODE_UNKNOWN_ERROR", 2),
    ("DEPRECATED_STATUS_CODE_INVALID_ARGUMENT", 3),
    ("DEPRECATED_STATUS_CODE_DEADLINE_EXCEEDED", 4),
    ("DEPRECATED_STATUS_CODE_NOT_FOUND", 5),
    ("DEPRECATED_STATUS_CODE_ALREADY_EXISTS", 6),
    ("DEPRECATED_STATUS_CODE_PERMISSION_DENIED", 7),
    ("DEPRECATED_STATUS_CODE_RESOURCE_EXHAUSTED", 8),
    ("DEPRECATED_STATUS_CODE_FAILED_PRECONDITION", 9),
    ("DEPRECATED_STATUS_CODE_ABORTED", 10),
    ("DEPRECATED_STATUS_CODE_OUT_OF_RANGE", 11),
    ("DEPRECATED_STATUS_CODE_UNIMPLEMENTED", 12),
    ("DEPRECATED_STATUS_CODE_INTERNAL_ERROR", 13),
    ("DEPRECATED_STATUS_CODE_UNAVAILABLE", 14),
    ("DEPRECATED_STATUS_CODE_DATA_LOSS", 15),
    ("DEPRECATED_STATUS_CODE_UNAUTHENTICATED", 16),
];
const SEVERITY_NUMBERS: [(&str, i32); 25] = [
    ("SEVERITY_NUMBER_UNSPECIFIED", 0),
    ("SEVERITY_NUMBER_TRACE", 1),
    ("SEVERITY_NUMBER_TRACE2", 2),
    ("SEVERITY_NUMBER_TRACE3", 3),
    ("SEVERITY_NUMBER_TRACE4", 4),
    ("SEVERITY_NUMBER_DEBUG", 5),
    ("SEVERITY_NUMBER_DEBUG2", 6),
    ("SEVERITY_NUMBER_DEBUG3", 7),
    ("SEVERITY_NUMBER_DEBUG4", 8),
    ("SEVERITY_NUMBER_INFO", 9),
    ("SEVERITY_NUMBER_INFO2", 10),
    ("SEVERITY_NUMBER_INFO3", 11),
    ("SEVERITY_NUMBER_INFO4", 12),
    ("SEVERITY_NUMBER_WARN", 13),
    ("SEVERITY_NUMBER_WARN2", 14),
    ("SEVERITY_NUMBER_WARN3", 15),
    ("SEVERITY_NUMBER_WARN4", 16),
    ("SEVERITY_NUMBER_ERROR", 17),
    ("SEVERITY_NUMBER_ERROR2", 18),
    ("SEVERITY_NUMBER_ERROR3", 19),
    ("SEVERITY_NUMBER_ERROR4", 20),
    ("SEVERITY_NUMBER_FATAL", 21),
    ("SEVERITY_NUMBER_FATAL2", 22),
    ("SEVERITY_NUMBER_FATAL3", 23),
    ("SEVERITY_NUMBER_FATAL4", 24),
];
