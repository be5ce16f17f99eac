//! What a receiver hands on: one export request as the bytes that came, and where each accepted item lies in them.

use std::ops::Range;

use bytes::Bytes;

/// The three OTLP signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// Spans.
    Traces,
    /// Log records.
    Logs,
    /// Metric points.
    Metrics,
}

impl Signal {
    /// The signal's name in OTLP paths: `traces`, `logs`, `metrics`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Traces => "traces",
            Self::Logs => "logs",
            Self::Metrics => "metrics",
        }
    }

    /// One item of it, in words: `span`, `log record`, `data point`.
    pub fn item(self) -> &'static str {
        match self {
            Self::Traces => "span",
            Self::Logs => "log record",
            Self::Metrics => "data point",
        }
    }
}

/// How a request came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// OTLP over gRPC.
    #[default]
    Grpc,
    /// OTLP over HTTP, protobuf body.
    HttpProtobuf,
    /// OTLP over HTTP, JSON body.
    HttpJson,
    /// A file, by import.
    File,
}

impl Protocol {
    /// As shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Grpc => "OTLP/gRPC",
            Self::HttpProtobuf => "OTLP/HTTP",
            Self::HttpJson => "OTLP/HTTP JSON",
            Self::File => "import",
        }
    }
}

/// Who sent a request and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The User-Agent header, empty when there was none.
    pub user_agent: String,
    /// The protocol.
    pub protocol: Protocol,
}

/// Resource and scope shared by a run of items: byte ranges of the verbatim messages inside [`Batch::body`]; empty = absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The `Resource` message.
    pub resource: Range<u32>,
    /// The resource's schema URL (text).
    pub resource_schema_url: Range<u32>,
    /// The `InstrumentationScope` message.
    pub scope: Range<u32>,
    /// The scope's schema URL (text).
    pub scope_schema_url: Range<u32>,
}

/// One accepted item: a `Span`, a `LogRecord` or a `Metric` message inside [`Batch::body`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Index into [`Batch::groups`].
    pub group: u32,
    /// Where its message lies.
    pub bytes: Range<u32>,
}

/// Items refused inside an otherwise valid request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// How many spans, log records or data points it stands for.
    pub count: u64,
    /// Which item and what is wrong with it: `span "chat" (resource 0, scope 1, item 4): trace id must be 16 bytes, got 8`.
    pub reason: String,
}

/// One export request, checked: what the receivers hand over and the store keeps. The body is never more than 4 GiB.
#[derive(Clone, Debug)]
pub struct Batch {
    /// What its items are.
    pub signal: Signal,
    /// The verbatim OTLP protobuf request.
    pub body: Bytes,
    /// Resources and scopes.
    pub groups: Vec<Group>,
    /// The accepted items, in the order sent.
    pub items: Vec<Item>,
    /// Who sent it.
    pub source: Source,
}

impl Batch {
    /// The bytes of one range of the body.
    pub fn slice(&self, range: &Range<u32>) -> &[u8] {
        self.body.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}
