//! A `ledger.json` as it is written: the answers of a careful reader. `tests/corpus/README.md` says what each field means.
//! Reads it; judges nothing.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use waterglass_model::Signal;

/// A case: requests in the order sent, and the answers.
#[derive(Debug)]
pub struct LedgerCase {
    /// Its folder below `tests/corpus`.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// The requests.
    pub requests: Vec<(Signal, Vec<u8>)>,
    /// The answers.
    pub answers: Answers,
}

/// The file.
#[derive(Debug, Deserialize)]
pub struct Answers {
    inputs: Vec<Input>,
    /// The traces there must be, and no other.
    pub traces: Vec<TraceAnswer>,
    /// The log records there must be.
    pub logs: LogAnswer,
}

#[derive(Debug, Deserialize)]
struct Input {
    path: String,
    how: String,
}

/// How many log records there are.
#[derive(Debug, Deserialize)]
pub struct LogAnswer {
    /// In all.
    pub count: u32,
}

/// Tokens; `None` = not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Tokens {
    /// Read by the model, cached ones included.
    pub input: Option<u64>,
    /// Written by the model, reasoning included.
    pub output: Option<u64>,
    /// Read from a cache.
    pub cached_read: Option<u64>,
    /// Written to a cache.
    pub cached_write: Option<u64>,
    /// Reasoning.
    pub reasoning: Option<u64>,
}

/// A trace. A field `x_or` lists other values a reasonable reader may show for `x`.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "the corpus' README describes each field")]
pub struct TraceAnswer {
    pub trace_id: String,
    pub root_span: Option<String>,
    #[serde(default)]
    pub root_span_or: Vec<Option<String>>,
    pub services: Vec<String>,
    pub span_count: usize,
    pub error_spans: u32,
    pub tokens: Tokens,
    #[serde(default)]
    pub tokens_or: Vec<Tokens>,
    pub tokens_why: String,
    pub models: Vec<String>,
    #[serde(default)]
    pub models_or: Vec<Vec<String>>,
    pub providers: Vec<String>,
    pub session: Option<String>,
    #[serde(default)]
    pub session_or: Vec<Option<String>>,
    pub user: Option<String>,
    #[serde(default)]
    pub user_or: Vec<Option<String>>,
    pub spans: Vec<SpanAnswer>,
}

/// A span.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "the corpus' README describes each field")]
pub struct SpanAnswer {
    pub span_id: String,
    pub parent: Option<String>,
    pub name: String,
    #[serde(rename = "type")]
    pub span_type: String,
    #[serde(default)]
    pub type_or: Vec<String>,
    pub operation: Option<String>,
    #[serde(default)]
    pub operation_or: Vec<Option<String>>,
    pub request_model: Option<String>,
    pub response_model: Option<String>,
    #[serde(default)]
    pub response_model_or: Vec<Option<String>>,
    pub finish_reasons: Vec<String>,
    #[serde(default)]
    pub finish_reasons_or: Vec<Vec<String>>,
    pub response_id: Option<String>,
    #[serde(default)]
    pub response_id_or: Vec<Option<String>>,
    pub tokens: Tokens,
    pub counts: bool,
    pub input_messages: Vec<MessageAnswer>,
    pub output_messages: Vec<MessageAnswer>,
    pub tool: Option<ToolAnswer>,
    pub content_recorded: bool,
    #[serde(default)]
    pub loose: Vec<String>,
    #[serde(default)]
    pub payload_only: Vec<String>,
}

impl SpanAnswer {
    /// Whether a field is not to be compared strictly.
    pub fn is_loose(&self, field: &str) -> bool {
        self.loose.iter().any(|name| name == field)
    }

    /// Whether a field is said inside a payload only, so that a reader of attributes says nothing.
    pub fn is_payload_only(&self, field: &str) -> bool {
        self.payload_only.iter().any(|name| name == field)
    }
}

/// A message.
#[derive(Debug, Deserialize)]
pub struct MessageAnswer {
    /// Its role.
    pub role: String,
    /// Its parts.
    pub parts: Vec<PartAnswer>,
}

/// A part of a message.
#[derive(Debug, Deserialize)]
pub struct PartAnswer {
    /// What it is.
    pub kind: String,
    /// The first 40 characters of its text, its call's arguments or its tool's result.
    pub text_starts: Option<String>,
    /// The tool called.
    pub tool: Option<String>,
    /// The call's id.
    pub call_id: Option<String>,
}

/// A tool's execution.
#[derive(Debug, Deserialize)]
pub struct ToolAnswer {
    /// The tool.
    pub name: Option<String>,
    /// The call it answers.
    pub call_id: Option<String>,
    /// The first 40 characters of its arguments.
    pub arguments_start: Option<String>,
    /// The first 40 characters of its result.
    pub result_start: Option<String>,
}

/// Every case that has answers, by name.
pub fn ledger_cases() -> Result<Vec<LedgerCase>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    let mut cases = Vec::new();
    collect(&root, &root, &mut cases)?;
    cases.sort_by(|left, right| left.name.cmp(&right.name));
    ensure!(cases.len() > 30, "only {} cases were found", cases.len());
    Ok(cases)
}

fn collect(root: &Path, folder: &Path, cases: &mut Vec<LedgerCase>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, cases)?;
        } else if path.file_name().is_some_and(|name| name == "ledger.json") {
            let name = folder.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            cases.push(load(name.clone(), folder).with_context(|| name)?);
        }
    }
    Ok(())
}

fn load(name: String, folder: &Path) -> Result<LedgerCase> {
    let answers: Answers = serde_json::from_slice(&fs::read(folder.join("ledger.json"))?)?;
    let mut requests = Vec::new();
    for input in &answers.inputs {
        let signal = match input.how.as_str() {
            "otlp-traces" => Signal::Traces,
            "otlp-logs" => Signal::Logs,
            "otlp-metrics" => Signal::Metrics,
            other => anyhow::bail!("{other} is no way to send OTLP"),
        };
        requests.push((signal, fs::read(folder.join(&input.path)).with_context(|| input.path.clone())?));
    }
    Ok(LedgerCase { name, folder: folder.to_path_buf(), requests, answers })
}
