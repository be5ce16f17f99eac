//! What can be asked, told to people: views, their columns with units, functions, questions to start from. A test holds it against the file and runs
//! every example.

/// A view.
#[derive(Clone, Copy, Debug)]
pub struct SqlView {
    /// Its name.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns and what each holds, with its unit.
    pub columns: &'static [(&'static str, &'static str)],
    /// The total that tells how many rows it has: `traces`, `spans`, `logs`.
    pub total: Option<&'static str>,
}

/// A function beside SQLite's own.
#[derive(Clone, Copy, Debug)]
pub struct SqlFunction {
    /// How it is called.
    pub signature: &'static str,
    /// What it gives.
    pub about: &'static str,
}

/// A question to start from.
#[derive(Clone, Copy, Debug)]
pub struct SqlExample {
    /// What it asks.
    pub about: &'static str,
    /// The statement.
    pub sql: &'static str,
}

/// All of it.
#[derive(Clone, Copy, Debug)]
pub struct SqlSchema {
    /// In the order help shows them.
    pub views: &'static [SqlView],
    /// Likewise.
    pub functions: &'static [SqlFunction],
    /// Likewise.
    pub examples: &'static [SqlExample],
}

impl SqlSchema {
    /// The one there is.
    pub const fn get() -> Self {
        Self { views: VIEWS, functions: FUNCTIONS, examples: EXAMPLES }
    }
}

const VIEWS: &[SqlView] = &[
    SqlView {
        name: "traces_v",
        about: "One row a trace",
        total: Some("traces"),
        columns: &[
            ("trace", "its number: joins spans_v.trace and tags_v.trace"),
            ("trace_id", "32 hex digits"),
            ("name", "the root span's name, else the earliest span's"),
            ("service", "service.name of that span"),
            ("project", "its project"),
            ("start", "UTC, 2026-11-21T10:00:00.123Z"),
            ("start_ns", "Unix time in nanoseconds"),
            ("duration_ms", "from its earliest start to its latest end, milliseconds"),
            ("duration_ns", "the same in nanoseconds"),
            ("spans", "spans stored"),
            ("errors", "failed spans"),
            ("status", "ok; error: a span failed; failed: the root failed"),
            ("models", "models used, by name, joined by commas"),
            ("input_tokens", "sum over its model calls, each once; NULL: none said"),
            ("output_tokens", "likewise"),
            ("cached_tokens", "of input_tokens, read from a cache"),
            ("cache_write_tokens", "of input_tokens, written to a cache"),
            ("reasoning_tokens", "of output_tokens, reasoning"),
            ("tokens_at_least", "1: some model call says no usage"),
            ("cost", "US dollars; NULL: nothing priced"),
            ("cost_at_least", "1: some of it is unpriced or unsaid"),
            ("session", "session or conversation"),
            ("user", "the person the program serves"),
            ("tags", "your tags, joined by commas"),
            ("note", "your note"),
            ("received", "when its first span was stored, UTC"),
        ],
    },
    SqlView {
        name: "spans_v",
        about: "One row a span",
        total: Some("spans"),
        columns: &[
            ("span", "its row's number: what attr() and attributes() take"),
            ("trace", "its trace's number: joins traces_v.trace, and finds a trace's spans at once"),
            ("trace_id", "32 hex digits"),
            ("span_id", "16 hex digits"),
            ("parent_span_id", "16 hex digits; NULL: a root"),
            ("parent", "its parent's row: joins spans_v.span; NULL: a root, or the parent has not arrived"),
            ("name", "its name"),
            ("service", "service.name"),
            (
                "type",
                "llm, tool, agent, chain, retrieval, embedding, evaluator, prompt, http, database, messaging, function",
            ),
            ("kind", "OpenTelemetry's: internal, server, client, producer, consumer, unspecified"),
            ("status", "ok, error, unset"),
            ("start", "UTC"),
            ("start_ns", "Unix time in nanoseconds"),
            ("duration_ms", "milliseconds"),
            ("duration_ns", "nanoseconds"),
            ("model", "the model that answered, else the one asked for"),
            ("provider", "who runs the model"),
            ("operation", "GenAI operation: chat, embeddings, …"),
            ("detail", "the tool's or agent's name"),
            ("request_model", "the model asked for"),
            ("input_tokens", "tokens it says were read; NULL: not said. Sum those that are counted"),
            ("output_tokens", "tokens it says were written"),
            ("cached_tokens", "of input_tokens, read from a cache"),
            ("cache_write_tokens", "of input_tokens, written to a cache"),
            ("reasoning_tokens", "of output_tokens, reasoning"),
            (
                "counted",
                "yes: they are in the trace's sum; said below: a span below says them; same call: another record of it counts",
            ),
            ("cost", "US dollars, when counted and priced"),
            ("first_token_ms", "from its start to the first piece of the answer, milliseconds"),
            ("scope", "instrumentation scope's name"),
            ("resource", "number of its resource: joins resources_v.resource"),
            ("received", "when it was stored, UTC"),
        ],
    },
    SqlView {
        name: "logs_v",
        about: "One row a log record",
        total: Some("logs"),
        columns: &[
            ("log", "its row's number: what log_attr() and log_body() take"),
            ("trace_id", "the trace it names, 32 hex digits"),
            ("span_id", "the span it names, 16 hex digits"),
            ("time", "its time, else when it was observed, UTC"),
            ("time_ns", "the same, Unix time in nanoseconds"),
            ("severity", "0 not said, 1 to 24"),
            ("level", "trace, debug, info, warn, error, fatal"),
            ("service", "service.name"),
            ("event", "the event's name"),
            ("scope", "instrumentation scope's name"),
            ("resource", "number of its resource"),
            ("received", "when it was stored, UTC"),
        ],
    },
    SqlView {
        name: "instruments_v",
        about: "One row an instrument that has sent points",
        total: None,
        columns: &[
            ("instrument", "its number: joins metrics_v.instrument"),
            ("name", "its name"),
            ("kind", "gauge, sum, histogram, exponential_histogram, summary"),
            ("unit", "its unit, as sent"),
            ("description", "what it measures"),
            ("service", "service.name"),
            ("scope", "instrumentation scope's name"),
            ("points", "data points stored"),
            ("first", "earliest point, UTC"),
            ("last", "latest point, UTC"),
        ],
    },
    SqlView {
        name: "metrics_v",
        about: "One row a message of data points, as it came",
        total: None,
        columns: &[
            ("metric", "its row's number: what points() takes"),
            ("instrument", "number of its instrument"),
            ("name", "the instrument's name"),
            ("service", "service.name"),
            ("points", "data points in it"),
            ("first", "earliest point, UTC"),
            ("first_ns", "the same, Unix time in nanoseconds"),
            ("last", "latest point, UTC"),
            ("last_ns", "the same, Unix time in nanoseconds"),
            ("resource", "number of its resource"),
        ],
    },
    SqlView {
        name: "resources_v",
        about: "One row a resource: a program that sent something",
        total: None,
        columns: &[
            ("resource", "its number"),
            ("service", "service.name"),
            ("project", "its project"),
            ("schema_url", "as sent"),
        ],
    },
    SqlView {
        name: "tags_v",
        about: "One row a tag on a trace",
        total: None,
        columns: &[("tag", "the tag"), ("trace", "the trace's number"), ("trace_id", "32 hex digits")],
    },
];

const FUNCTIONS: &[SqlFunction] = &[
    SqlFunction {
        signature: "attr(span, key)",
        about: "The span's attribute, else its resource's, with its own type; lists and maps as JSON, booleans as 1 and 0. Opens the message: \
                narrow the rows first where you can",
    },
    SqlFunction { signature: "resource_attr(span, key)", about: "The attribute of the span's resource" },
    SqlFunction { signature: "status_message(span)", about: "What a failed span said" },
    SqlFunction { signature: "span_json(span)", about: "The whole span as OTLP/JSON: span_json(span) ->> '$.name'" },
    SqlFunction {
        signature: "trace_of(trace_id)",
        about: "The number of the trace with this id: WHERE trace = trace_of('4bf9…')",
    },
    SqlFunction {
        signature: "attributes(span) → place, key, type, value",
        about: "One row an attribute of the span, its resource and its scope: FROM spans_v s, attributes(s.span) a",
    },
    SqlFunction {
        signature: "events(span) → time_ns, name, attributes",
        about: "One row an event of the span; attributes as JSON",
    },
    SqlFunction { signature: "links(span) → trace_id, span_id, attributes", about: "One row a link of the span" },
    SqlFunction { signature: "log_body(log)", about: "What a log record says; lists and maps as JSON" },
    SqlFunction { signature: "log_attr(log, key)", about: "The log record's attribute, else its resource's" },
    SqlFunction { signature: "log_json(log)", about: "The whole log record as OTLP/JSON" },
    SqlFunction {
        signature: "log_attributes(log) → place, key, type, value",
        about: "One row an attribute of the log record",
    },
    SqlFunction {
        signature: "points(metric) → time_ns, start_ns, value, count, sum, attributes",
        about: "One row a data point: value of gauges and sums, count and sum of the others",
    },
    SqlFunction {
        signature: "metric_json(metric)",
        about: "The whole metric as OTLP/JSON, with buckets and quantiles",
    },
    SqlFunction {
        signature: "text REGEXP pattern",
        about: "Whether a regular expression (Rust's syntax) matches somewhere in the text",
    },
];

const EXAMPLES: &[SqlExample] = &[
    SqlExample {
        about: "Which models are used, how long they take, how many tokens they read and write, and what that costs",
        sql: "SELECT model, count(*) AS calls, round(avg(duration_ms), 1) AS avg_ms, round(max(duration_ms), 1) AS max_ms,\n       \
              sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, round(sum(cost), 4) AS cost\n\
              FROM spans_v\nWHERE counted = 'yes'\nGROUP BY model\nORDER BY calls DESC",
    },
    SqlExample {
        about: "The slowest traces of the last day",
        sql: "SELECT start, service, name, duration_ms, spans, errors, trace_id\nFROM traces_v\n\
              WHERE start_ns > (unixepoch() - 86400) * 1000000000\nORDER BY duration_ms DESC\nLIMIT 20",
    },
    SqlExample {
        about: "Traces and errors per minute",
        sql: "SELECT strftime('%Y-%m-%d %H:%M', start_ns / 1000000000, 'unixepoch') AS minute,\n       \
              count(*) AS traces, sum(errors > 0) AS with_errors\nFROM traces_v\nGROUP BY minute\nORDER BY minute DESC\nLIMIT 60",
    },
    SqlExample {
        about: "Which steps fail, and what they say",
        sql: "SELECT name, service, count(*) AS failures, max(status_message(span)) AS example\nFROM spans_v\nWHERE status = 'error'\n\
              GROUP BY name, service\nORDER BY failures DESC\nLIMIT 20",
    },
    SqlExample {
        about: "The median and the 95th percentile of each step",
        sql: "WITH ranked AS (\n  SELECT name, duration_ms, percent_rank() OVER (PARTITION BY name ORDER BY duration_ms) AS rank FROM spans_v\n)\n\
              SELECT name, count(*) AS spans, round(min(CASE WHEN rank >= 0.5 THEN duration_ms END), 3) AS p50_ms,\n       \
              round(min(CASE WHEN rank >= 0.95 THEN duration_ms END), 3) AS p95_ms\nFROM ranked\nGROUP BY name\nORDER BY p95_ms DESC\nLIMIT 20",
    },
    SqlExample {
        about: "The attribute keys of recent spans, and an example of each",
        sql: "SELECT a.place, a.key, a.type, count(*) AS spans, max(substr(a.value, 1, 60)) AS example\n\
              FROM (SELECT span FROM spans_v ORDER BY span DESC LIMIT 1000) s, attributes(s.span) a\n\
              GROUP BY a.place, a.key, a.type\nORDER BY spans DESC",
    },
    SqlExample {
        about: "HTTP answers by status code",
        sql: "SELECT attr(span, 'http.response.status_code') AS code, count(*) AS spans\nFROM spans_v\nWHERE type = 'http'\nGROUP BY code\nORDER BY spans DESC",
    },
    SqlExample {
        about: "Exceptions: which, where, how often",
        sql: "SELECT e.attributes ->> '$.\"exception.type\"' AS exception, s.service, count(*) AS times,\n       \
              max(substr(e.attributes ->> '$.\"exception.message\"', 1, 100)) AS example\n\
              FROM spans_v s, events(s.span) e\nWHERE s.status = 'error' AND e.name = 'exception'\nGROUP BY exception, s.service\nORDER BY times DESC\nLIMIT 20",
    },
    SqlExample {
        about: "Who calls whom: services by the parent's service",
        sql: "SELECT parent.service AS caller, child.service AS callee, count(*) AS calls, round(avg(child.duration_ms), 1) AS avg_ms\n\
              FROM spans_v child JOIN spans_v parent ON parent.span = child.parent\n\
              WHERE child.service <> parent.service\nGROUP BY caller, callee\nORDER BY calls DESC\nLIMIT 50",
    },
    SqlExample {
        about: "The sessions with the most tokens",
        sql: "SELECT session, count(*) AS traces, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, min(start) AS first\n\
              FROM traces_v\nWHERE session IS NOT NULL\nGROUP BY session\nORDER BY coalesce(sum(input_tokens), 0) + coalesce(sum(output_tokens), 0) DESC\nLIMIT 20",
    },
    SqlExample {
        about: "The latest warnings and errors in the logs",
        sql: "SELECT time, level, service, event, substr(log_body(log), 1, 200) AS body, trace_id\nFROM logs_v\nWHERE severity >= 13\nORDER BY time_ns DESC\nLIMIT 50",
    },
    SqlExample {
        about: "The latest value of each gauge and sum",
        sql: "SELECT m.service, m.name, i.unit, p.value, p.attributes, max(p.time_ns) AS time_ns\n\
              FROM metrics_v m JOIN instruments_v i ON i.instrument = m.instrument, points(m.metric) p\nWHERE i.kind IN ('gauge', 'sum')\n\
              GROUP BY m.instrument, p.attributes\nORDER BY m.service, m.name\nLIMIT 100",
    },
    SqlExample {
        about: "Traces by tag",
        sql: "SELECT g.tag, count(*) AS traces, round(avg(t.duration_ms), 1) AS avg_ms\nFROM tags_v g JOIN traces_v t ON t.trace = g.trace\nGROUP BY g.tag\nORDER BY traces DESC",
    },
];
