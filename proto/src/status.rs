//! What is listening, what is stored, what went wrong.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Count, Nanos};

/// `GET /api/status`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Status {
    /// The product's version.
    pub version: String,
    /// When this instance started, Unix time.
    pub started: Nanos,
    /// Its process id.
    pub pid: u32,
    /// The doors telemetry and people come in by.
    pub doors: Vec<Door>,
    /// The file.
    pub database: Database,
    /// What is stored.
    pub counts: Counts,
    /// How fast it comes in now.
    pub rate: Rate,
    /// What has arrived at least once, for the Connect page.
    pub checklist: Checklist,
    /// Problems since the start, newest first, at most 50.
    pub problems: Vec<Problem>,
    /// Items refused since the start, in all.
    pub rejected: Count,
    /// How far what is stored has been worked through by the rules in force.
    pub progress: Progress,
}

/// How far what is stored has been worked through, each from 0 to 1 = all of it. What is not done yet shows what held before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Progress {
    /// Read anew by the dialects of this version.
    pub derived: f64,
    /// Priced anew by the prices in force.
    pub priced: f64,
}

/// The kinds of door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoorKind {
    /// OTLP/gRPC, 4317 unless set otherwise. Takes OTLP/HTTP too.
    Grpc,
    /// OTLP/HTTP, 4318 unless set otherwise. Takes OTLP/gRPC too.
    Http,
    /// The UI and the API for browsers, 4319 unless set otherwise.
    Ui,
}

/// One door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Door {
    /// Which door.
    pub kind: DoorKind,
    /// Whether it listens.
    pub listening: bool,
    /// The address to give to a program (`http://127.0.0.1:4317`), also when it does not listen.
    pub url: String,
    /// The port it has or wanted.
    pub port: u16,
    /// Why it does not listen.
    pub problem: Option<DoorProblem>,
}

/// Why a door is shut, and the way out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DoorProblem {
    /// What the system said.
    pub message: String,
    /// The program that holds the port (`jaeger, pid 4242`), where the system tells.
    pub holder: Option<String>,
    /// The next free port.
    pub free_port: Option<u16>,
    /// What to set to use it: `WATERGLASS_GRPC_PORT=4320`.
    pub setting: Option<String>,
}

/// The database file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Database {
    /// Its path.
    pub path: String,
    /// Size of the file and its write-ahead log, bytes.
    pub bytes: Count,
    /// Free bytes on its disk, where the system tells.
    pub disk_free: Option<Count>,
    /// Why nothing can be stored now (disk full, read-only), when so.
    pub problem: Option<String>,
}

/// How much is stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Counts {
    /// Traces.
    pub traces: Count,
    /// Spans.
    pub spans: Count,
    /// Log records.
    pub logs: Count,
    /// Metric data points.
    pub metric_points: Count,
}

/// Averages over the last five seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Rate {
    /// Spans stored a second.
    pub spans: f64,
    /// Log records stored a second.
    pub logs: f64,
    /// Metric points stored a second.
    pub metric_points: f64,
}

/// First arrivals, kept with the data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Checklist {
    /// The first span.
    pub span: Option<Arrival>,
    /// The first model call.
    pub model_call: Option<Arrival>,
    /// The first log record.
    pub log: Option<Arrival>,
    /// The first metric point.
    pub metric: Option<Arrival>,
}

/// When something first arrived, and from whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Arrival {
    /// Unix time.
    pub at: Nanos,
    /// `service.name`.
    pub service: String,
    /// The client's User-Agent header, empty when it sent none.
    pub client: String,
}

/// Something that was refused or went wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// Unix time of its latest occurrence.
    pub at: Nanos,
    /// How often the same happened.
    pub times: u32,
    /// Where: `OTLP/gRPC traces`, `OTLP/HTTP logs`, `storage`, ….
    pub place: String,
    /// What was refused or failed, in one sentence.
    pub message: String,
    /// The client's User-Agent header, empty when unknown.
    pub client: String,
    /// Items refused by it in all (spans, records, points).
    pub rejected: Count,
}
