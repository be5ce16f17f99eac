-- The first shape of the file. Append a new migration to change it; never edit this one once released.
-- Every number is an integer; texts that repeat stand once in `strings`; ids are kept as bytes or as one 64-bit integer.
-- What each table serves is told in ../README.md.

CREATE TABLE strings (
  id    INTEGER PRIMARY KEY,
  value TEXT NOT NULL UNIQUE
);

-- Verbatim Resource messages, each once. `hash` is 128 bits over message and schema URL.
CREATE TABLE resources (
  id         INTEGER PRIMARY KEY,
  hash       BLOB    NOT NULL UNIQUE,
  service    INTEGER NOT NULL, -- strings.id of service.name
  project    INTEGER NOT NULL, -- strings.id
  schema_url TEXT    NOT NULL,
  message    BLOB    NOT NULL
);

-- Verbatim InstrumentationScope messages, each once.
CREATE TABLE scopes (
  id         INTEGER PRIMARY KEY,
  hash       BLOB    NOT NULL UNIQUE,
  name       INTEGER NOT NULL, -- strings.id
  schema_url TEXT    NOT NULL,
  message    BLOB    NOT NULL
);

-- One row a trace, kept up to date by the writer. Derived: it can be rebuilt from `spans`.
CREATE TABLE traces (
  no            INTEGER PRIMARY KEY,
  trace_id      BLOB    NOT NULL UNIQUE,
  start_ns      INTEGER NOT NULL,
  end_ns        INTEGER NOT NULL,
  spans         INTEGER NOT NULL,
  errors        INTEGER NOT NULL,
  root_rank     INTEGER NOT NULL, -- 2: a span without parent has come; 1: one whose parent is remote; 0: neither
  root_start_ns INTEGER NOT NULL, -- of the span that gives name and service: the best rank, then the earliest,
  root_span     INTEGER NOT NULL, -- then the smallest span id, so that the order of arrival does not matter
  root_error    INTEGER NOT NULL, -- 1: that span failed
  name          INTEGER NOT NULL, -- strings.id
  service       INTEGER NOT NULL, -- strings.id
  project       INTEGER NOT NULL, -- strings.id
  services      TEXT    NOT NULL, -- strings.ids joined by commas, at most 32
  models        TEXT    NOT NULL, -- likewise, at most 8: those that answered
  received_ns   INTEGER NOT NULL,
  revision      INTEGER NOT NULL, -- of the dialects that models, session and user were read by
  flags         INTEGER NOT NULL, -- 1: some model call says no usage; 2: some of it is unpriced; 4: it has rows in `calls`
  input_tokens  INTEGER,          -- sums over its calls, each once; NULL: none said
  output_tokens INTEGER,
  cost          INTEGER,          -- picodollars; NULL: nothing priced
  session       TEXT,
  session_key   BLOB,             -- where it was said, the smallest wins: see writer/said.rs
  user          TEXT,
  user_key      BLOB,
  cached_input  INTEGER,
  cache_write   INTEGER,
  reasoning     INTEGER,
  audio_input   INTEGER,
  audio_output  INTEGER,
  asked_models  TEXT              -- models asked for by spans that name none that answered; shown when `models` is empty. NULL: none
);
CREATE INDEX traces_by_start ON traces (start_ns);
-- The list of sessions is read off this alone; traces without a session cost nothing.
CREATE INDEX traces_by_session ON traces (project, session, start_ns, end_ns) WHERE session IS NOT NULL;

-- Traces whose sums may be behind their spans. A crash leaves them marked.
CREATE TABLE unsettled (
  trace_no INTEGER PRIMARY KEY
);

-- Session and user said by log records that name a trace: of each the earliest. A trace takes them when its spans say none.
CREATE TABLE said_by_logs (
  trace_id     BLOB    PRIMARY KEY,
  revision     INTEGER NOT NULL,
  session      TEXT,
  session_time INTEGER,
  user         TEXT,
  user_time    INTEGER
) WITHOUT ROWID;

-- Which traces hold a service (kind 0): its strings.id. Other kinds are read off `col`.
CREATE TABLE trace_parts (
  kind     INTEGER NOT NULL,
  value    INTEGER NOT NULL,
  trace_no INTEGER NOT NULL,
  PRIMARY KEY (kind, value, trace_no)
) WITHOUT ROWID;

-- One narrow row a span; the span itself lies in a chunk. Rows of a commit are ordered by trace.
CREATE TABLE spans (
  id            INTEGER PRIMARY KEY,
  trace_no      INTEGER NOT NULL,
  span_id       INTEGER NOT NULL, -- big-endian bytes as a signed integer
  parent_id     INTEGER,          -- NULL: a root
  start_ns      INTEGER NOT NULL,
  duration_ns   INTEGER NOT NULL, -- 0 when it ends before it starts
  name          INTEGER NOT NULL, -- strings.id
  service       INTEGER NOT NULL, -- strings.id
  resource      INTEGER NOT NULL,
  scope         INTEGER NOT NULL,
  kind          INTEGER NOT NULL, -- OTLP, 0 to 5
  status        INTEGER NOT NULL, -- OTLP, 0 to 2
  type          INTEGER NOT NULL, -- model::SpanType
  flags         INTEGER NOT NULL, -- OTLP
  operation     INTEGER,          -- strings.id
  provider      INTEGER,          -- strings.id
  model         INTEGER,          -- strings.id
  detail        INTEGER,          -- strings.id of the tool's or agent's name
  ticks         BLOB,             -- event times, see ticks.rs; NULL: no events
  received_ms   INTEGER NOT NULL, -- when it was stored, Unix milliseconds
  chunk         INTEGER NOT NULL,
  pos           INTEGER NOT NULL  -- its place in the chunk, from 0
);
-- Opens a trace, and makes a retried export idempotent.
CREATE UNIQUE INDEX spans_by_trace ON spans (trace_no, span_id);

-- What a span says of a call to a model. A table of its own, so that a span that says nothing costs nothing, and settling and pricing
-- write few pages.
CREATE TABLE calls (
  id            INTEGER PRIMARY KEY, -- spans.id
  input_tokens  INTEGER,             -- model::Usage; NULL: not said
  output_tokens INTEGER,
  counted       INTEGER NOT NULL,    -- model::counting::Counted
  cost          INTEGER,             -- picodollars; NULL: not counted, or unpriced
  request_model INTEGER,             -- strings.id of the model asked for
  response      INTEGER,             -- 64-bit hash of the response's id
  first_token   INTEGER,             -- nanoseconds from the span's start to the first piece of the answer
  cached_input  INTEGER,
  cache_write   INTEGER,
  reasoning     INTEGER,
  audio_input   INTEGER,
  audio_output  INTEGER
);

-- Verbatim messages, compressed together: see chunk.rs.
CREATE TABLE chunks (
  id   INTEGER PRIMARY KEY,
  data BLOB NOT NULL
);

-- Runs of rows that were stored together: the unit of `col` and `tok`, of time pruning and of retention.
-- AUTOINCREMENT: a number is never given twice, so that what is remembered of a block is never taken for another's.
CREATE TABLE blocks (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  signal   INTEGER NOT NULL, -- 0 spans, 1 logs, 2 metrics
  first    INTEGER NOT NULL, -- id of its first row
  rows     INTEGER NOT NULL,
  chunk    INTEGER NOT NULL, -- id of its first chunk; the others follow
  t0       INTEGER NOT NULL, -- earliest time in it
  t1       INTEGER NOT NULL, -- latest
  revision INTEGER NOT NULL, -- of the derived columns
  deleted  INTEGER NOT NULL DEFAULT 0 -- rows deleted since it was written, whose bytes are still in its chunks, columns and words
);
CREATE INDEX blocks_by_first ON blocks (signal, first);

-- Keys of `col`. `place`: attributes of 0 spans, 1 span events, 2 span links, 3 log records; 4 own texts of spans, 5 of log records; 6 numbers.
CREATE TABLE keys (
  id    INTEGER PRIMARY KEY,
  place INTEGER NOT NULL,
  name  TEXT    NOT NULL,
  UNIQUE (place, name)
);

-- Per block and key: which values, and which rows have them (columns.rs), or each row's number (numbers.rs). By block first, so that a commit appends in
-- one place: by key first, a commit of 64 spans rewrote 45 pages all over the table.
CREATE TABLE col (
  block INTEGER NOT NULL,
  key   INTEGER NOT NULL,
  data  BLOB    NOT NULL,
  PRIMARY KEY (block, key)
) WITHOUT ROWID;

-- Per block: hashes of all words in it. See tokens/mod.rs.
CREATE TABLE tok (
  block INTEGER PRIMARY KEY,
  data  BLOB NOT NULL
);

-- One narrow row a log record; the record itself lies in a chunk.
CREATE TABLE logs (
  id          INTEGER PRIMARY KEY,
  time_ns     INTEGER NOT NULL, -- time, else observed time, else when it was stored
  severity    INTEGER NOT NULL,
  service     INTEGER NOT NULL,
  resource    INTEGER NOT NULL,
  scope       INTEGER NOT NULL,
  event       INTEGER,          -- strings.id of the event's name
  trace_id    BLOB,
  span_id     INTEGER,
  received_ms INTEGER NOT NULL, -- when it was stored, Unix milliseconds
  chunk       INTEGER NOT NULL,
  pos         INTEGER NOT NULL
);
CREATE INDEX logs_by_time ON logs (time_ns);
-- With the span's id, so that the few records of one span are found among many of its trace without reading them all.
CREATE INDEX logs_by_trace ON logs (trace_id, time_ns, span_id) WHERE trace_id IS NOT NULL;

-- One row an instrument: what has sent points.
CREATE TABLE instruments (
  id          INTEGER PRIMARY KEY,
  hash        BLOB    NOT NULL UNIQUE, -- over service, scope, name, unit and kind
  service     INTEGER NOT NULL,
  scope_name  INTEGER NOT NULL,
  name        TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  description TEXT    NOT NULL,
  kind        INTEGER NOT NULL, -- model::otlp::MetricKind
  points      INTEGER NOT NULL,
  first_ns    INTEGER NOT NULL,
  last_ns     INTEGER NOT NULL
);

-- One row a Metric message as it came; the message itself lies in a chunk.
CREATE TABLE metrics (
  id         INTEGER PRIMARY KEY,
  instrument INTEGER NOT NULL,
  resource   INTEGER NOT NULL,
  scope      INTEGER NOT NULL,
  first_ns   INTEGER NOT NULL,
  last_ns    INTEGER NOT NULL,
  points     INTEGER NOT NULL,
  chunk      INTEGER NOT NULL,
  pos        INTEGER NOT NULL
);
CREATE INDEX metrics_by_instrument ON metrics (instrument, first_ns);

-- How much is stored, so that nobody has to count.
CREATE TABLE totals (
  name  TEXT PRIMARY KEY, -- traces, spans, logs, points
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO totals VALUES ('traces', 0), ('spans', 0), ('logs', 0), ('points', 0);

-- The first arrival of each kind of telemetry.
CREATE TABLE arrivals (
  kind    TEXT PRIMARY KEY, -- span, model_call, log, metric
  at_ns   INTEGER NOT NULL,
  service TEXT NOT NULL,
  client  TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- What the user writes on traces. Deleted with them.
CREATE TABLE tags (
  tag      TEXT    NOT NULL,
  trace_no INTEGER NOT NULL,
  PRIMARY KEY (tag, trace_no)
) WITHOUT ROWID;
CREATE INDEX tags_by_trace ON tags (trace_no);

CREATE TABLE notes (
  trace_no INTEGER PRIMARY KEY,
  text     TEXT NOT NULL
);

-- Saved views: how a list is filtered and shown, as the API's JSON. They are settings, not telemetry.
CREATE TABLE views (
  name TEXT PRIMARY KEY,
  body TEXT NOT NULL
) WITHOUT ROWID;

-- What follows is for people: names instead of numbers, UTC times, milliseconds. Plain and old SQL, so that any SQLite program shows them
-- too: one that cannot read a view's text takes the whole file for damaged.
-- A column that a question does not name costs nothing: each is an expression of its own, none a join.
-- The columns are described in ../src/sql/schema.rs; `trace` joins traces_v to spans_v.

CREATE VIEW traces_v AS SELECT
  t.no AS trace,
  lower(hex(t.trace_id)) AS trace_id,
  (SELECT value FROM strings WHERE id = t.name) AS name,
  (SELECT value FROM strings WHERE id = t.service) AS service,
  (SELECT value FROM strings WHERE id = t.project) AS project,
  strftime('%Y-%m-%dT%H:%M:%S', t.start_ns / 1000000000, 'unixepoch') || printf('.%03dZ', t.start_ns / 1000000 % 1000) AS start,
  t.start_ns,
  (t.end_ns - t.start_ns) / 1e6 AS duration_ms,
  t.end_ns - t.start_ns AS duration_ns,
  t.spans,
  t.errors,
  CASE WHEN t.root_error AND t.root_rank > 0 THEN 'failed' WHEN t.errors > 0 THEN 'error' ELSE 'ok' END AS status,
  (SELECT group_concat(value, ', ') FROM
    (SELECT value FROM strings WHERE id IN (SELECT value FROM json_each('[' || coalesce(nullif(t.models, ''), t.asked_models, '') || ']')) ORDER BY value)) AS models,
  t.input_tokens,
  t.output_tokens,
  t.cached_input AS cached_tokens,
  t.cache_write AS cache_write_tokens,
  t.reasoning AS reasoning_tokens,
  t.flags & 1 AS tokens_at_least,
  t.cost / 1e12 AS cost,
  (t.flags & 2) / 2 AS cost_at_least,
  t.session,
  t.user,
  (SELECT group_concat(tag, ', ') FROM (SELECT tag FROM tags WHERE trace_no = t.no ORDER BY tag)) AS tags,
  (SELECT text FROM notes WHERE trace_no = t.no) AS note,
  strftime('%Y-%m-%dT%H:%M:%S', t.received_ns / 1000000000, 'unixepoch') || printf('.%03dZ', t.received_ns / 1000000 % 1000) AS received
FROM traces t;

CREATE VIEW spans_v AS SELECT
  s.id AS span,
  s.trace_no AS trace,
  (SELECT lower(hex(trace_id)) FROM traces WHERE no = s.trace_no) AS trace_id,
  printf('%016x', s.span_id) AS span_id,
  CASE WHEN s.parent_id IS NOT NULL THEN printf('%016x', s.parent_id) END AS parent_span_id,
  (SELECT p.id FROM spans p WHERE p.trace_no = s.trace_no AND p.span_id = s.parent_id) AS parent,
  (SELECT value FROM strings WHERE id = s.name) AS name,
  (SELECT value FROM strings WHERE id = s.service) AS service,
  CASE s.type WHEN 1 THEN 'agent' WHEN 2 THEN 'llm' WHEN 3 THEN 'tool' WHEN 4 THEN 'retrieval' WHEN 5 THEN 'embedding'
    WHEN 6 THEN 'evaluator' WHEN 7 THEN 'prompt' WHEN 8 THEN 'http' WHEN 9 THEN 'database' WHEN 10 THEN 'messaging'
    WHEN 11 THEN 'chain' ELSE 'function' END AS type,
  CASE s.kind WHEN 1 THEN 'internal' WHEN 2 THEN 'server' WHEN 3 THEN 'client' WHEN 4 THEN 'producer' WHEN 5 THEN 'consumer'
    ELSE 'unspecified' END AS kind,
  CASE s.status WHEN 1 THEN 'ok' WHEN 2 THEN 'error' ELSE 'unset' END AS status,
  strftime('%Y-%m-%dT%H:%M:%S', s.start_ns / 1000000000, 'unixepoch') || printf('.%03dZ', s.start_ns / 1000000 % 1000) AS start,
  s.start_ns,
  s.duration_ns / 1e6 AS duration_ms,
  s.duration_ns,
  (SELECT value FROM strings WHERE id = s.model) AS model,
  (SELECT value FROM strings WHERE id = s.provider) AS provider,
  (SELECT value FROM strings WHERE id = s.operation) AS operation,
  (SELECT value FROM strings WHERE id = s.detail) AS detail,
  (SELECT value FROM strings WHERE id = (SELECT request_model FROM calls WHERE id = s.id)) AS request_model,
  (SELECT input_tokens FROM calls WHERE id = s.id) AS input_tokens,
  (SELECT output_tokens FROM calls WHERE id = s.id) AS output_tokens,
  (SELECT cached_input FROM calls WHERE id = s.id) AS cached_tokens,
  (SELECT cache_write FROM calls WHERE id = s.id) AS cache_write_tokens,
  (SELECT reasoning FROM calls WHERE id = s.id) AS reasoning_tokens,
  (SELECT CASE counted WHEN 1 THEN 'yes' WHEN 2 THEN 'said below' WHEN 3 THEN 'same call' END FROM calls WHERE id = s.id) AS counted,
  (SELECT cost / 1e12 FROM calls WHERE id = s.id) AS cost,
  (SELECT first_token / 1e6 FROM calls WHERE id = s.id) AS first_token_ms,
  (SELECT value FROM strings WHERE id = (SELECT name FROM scopes WHERE id = s.scope)) AS scope,
  s.resource,
  strftime('%Y-%m-%dT%H:%M:%S', s.received_ms / 1000, 'unixepoch') || printf('.%03dZ', s.received_ms % 1000) AS received
FROM spans s;

CREATE VIEW logs_v AS SELECT
  l.id AS log,
  lower(hex(l.trace_id)) AS trace_id,
  CASE WHEN l.span_id IS NOT NULL THEN printf('%016x', l.span_id) END AS span_id,
  strftime('%Y-%m-%dT%H:%M:%S', l.time_ns / 1000000000, 'unixepoch') || printf('.%03dZ', l.time_ns / 1000000 % 1000) AS time,
  l.time_ns,
  l.severity,
  CASE WHEN l.severity = 0 THEN NULL WHEN l.severity < 5 THEN 'trace' WHEN l.severity < 9 THEN 'debug' WHEN l.severity < 13 THEN 'info'
    WHEN l.severity < 17 THEN 'warn' WHEN l.severity < 21 THEN 'error' ELSE 'fatal' END AS level,
  (SELECT value FROM strings WHERE id = l.service) AS service,
  (SELECT value FROM strings WHERE id = l.event) AS event,
  (SELECT value FROM strings WHERE id = (SELECT name FROM scopes WHERE id = l.scope)) AS scope,
  l.resource,
  strftime('%Y-%m-%dT%H:%M:%S', l.received_ms / 1000, 'unixepoch') || printf('.%03dZ', l.received_ms % 1000) AS received
FROM logs l;

CREATE VIEW instruments_v AS SELECT
  i.id AS instrument,
  i.name,
  CASE i.kind WHEN 1 THEN 'sum' WHEN 2 THEN 'histogram' WHEN 3 THEN 'exponential_histogram' WHEN 4 THEN 'summary'
    ELSE 'gauge' END AS kind,
  i.unit,
  i.description,
  (SELECT value FROM strings WHERE id = i.service) AS service,
  (SELECT value FROM strings WHERE id = i.scope_name) AS scope,
  i.points,
  strftime('%Y-%m-%dT%H:%M:%S', i.first_ns / 1000000000, 'unixepoch') || printf('.%03dZ', i.first_ns / 1000000 % 1000) AS first,
  strftime('%Y-%m-%dT%H:%M:%S', i.last_ns / 1000000000, 'unixepoch') || printf('.%03dZ', i.last_ns / 1000000 % 1000) AS last
FROM instruments i;

CREATE VIEW metrics_v AS SELECT
  m.id AS metric,
  m.instrument,
  (SELECT name FROM instruments WHERE id = m.instrument) AS name,
  (SELECT value FROM strings WHERE id = (SELECT service FROM resources WHERE id = m.resource)) AS service,
  m.points,
  strftime('%Y-%m-%dT%H:%M:%S', m.first_ns / 1000000000, 'unixepoch') || printf('.%03dZ', m.first_ns / 1000000 % 1000) AS first,
  m.first_ns,
  strftime('%Y-%m-%dT%H:%M:%S', m.last_ns / 1000000000, 'unixepoch') || printf('.%03dZ', m.last_ns / 1000000 % 1000) AS last,
  m.last_ns,
  m.resource
FROM metrics m;

CREATE VIEW resources_v AS SELECT
  r.id AS resource,
  (SELECT value FROM strings WHERE id = r.service) AS service,
  (SELECT value FROM strings WHERE id = r.project) AS project,
  r.schema_url
FROM resources r;

CREATE VIEW tags_v AS SELECT
  g.tag,
  g.trace_no AS trace,
  (SELECT lower(hex(trace_id)) FROM traces WHERE no = g.trace_no) AS trace_id
FROM tags g;
