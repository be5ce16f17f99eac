//! What queries find: a fixed corpus of two traces and a log, queries beside the rows they are expected to match.

use jiff::tz::TimeZone;
use waterglass_query::evaluate::{Row, Trace, log_matches, span_matches, trace_matches};
use waterglass_query::{Cell, Clock, Field, Known, Scope, Target, parse};

/// A value as tests write it down.
enum Stored {
    Text(&'static str),
    Int(i64),
    Double(f64),
    Bool(bool),
    Other,
}

/// Values by field, and texts.
#[derive(Default)]
struct Values {
    cells: Vec<(Field, Stored)>,
    texts: Vec<&'static str>,
}

impl Values {
    fn known(mut self, known: Known, stored: Stored) -> Self {
        if let Stored::Text(text) = stored {
            self.texts.push(text);
        }
        self.cells.push((Field::Known(known), stored));
        self
    }

    fn with(mut self, scope: Scope, key: &str, stored: Stored) -> Self {
        self.cells.push((Field::Attribute(scope, key.into()), stored));
        self
    }

    fn text(mut self, text: &'static str) -> Self {
        self.texts.push(text);
        self
    }
}

impl Row for Values {
    fn cells(&self, field: &Field, visit: &mut dyn FnMut(Cell<'_>)) {
        let fits = |own: &Field| match (own, field) {
            (Field::Attribute(scope, key), Field::Attribute(Scope::Any, wanted)) => {
                key == wanted && matches!(scope, Scope::Span | Scope::Resource | Scope::Log)
            }
            _ => own == field,
        };
        for (_, stored) in self.cells.iter().filter(|(own, _)| fits(own)) {
            visit(match stored {
                Stored::Text(text) => Cell::Text(text),
                Stored::Int(number) => Cell::Int(*number),
                Stored::Double(number) => Cell::Double(*number),
                Stored::Bool(truth) => Cell::Bool(*truth),
                Stored::Other => Cell::Other,
            });
        }
    }

    fn texts(&self, visit: &mut dyn FnMut(&str)) {
        self.texts.iter().for_each(|text| visit(text));
    }
}

struct Spans {
    itself: Values,
    spans: Vec<(Values, Option<usize>)>,
}

impl Trace for Spans {
    fn itself(&self) -> &dyn Row {
        &self.itself
    }

    fn spans(&self) -> usize {
        self.spans.len()
    }

    fn span(&self, index: usize) -> &dyn Row {
        &self.spans[index].0
    }

    fn parent(&self, index: usize) -> Option<usize> {
        self.spans[index].1
    }
}

const MS: i64 = 1_000_000;

fn span(name: &'static str, kind: &'static str, status: &'static str, duration: i64) -> Values {
    Values::default()
        .known(Known::Name, Stored::Text(name))
        .known(Known::Type, Stored::Text(kind))
        .known(Known::SpanKind, Stored::Text("internal"))
        .known(Known::Status, Stored::Text(status))
        .known(Known::Duration, Stored::Int(duration))
}

/// checkout, failed inside: an agent, a model call and a tool under it, a retry of the tool below the call.
fn checkout() -> Spans {
    let itself = Values::default()
        .known(Known::Trace, Stored::Text("4bf92f3577b34da6a3ce929d0e0e4736"))
        .known(Known::Duration, Stored::Int(5000 * MS))
        .known(Known::Tokens, Stored::Int(1200))
        .known(Known::Spans, Stored::Int(4))
        .known(Known::Errors, Stored::Int(1))
        .known(Known::Status, Stored::Text("error"))
        .known(Known::Tag, Stored::Text("review"))
        .known(Known::Tag, Stored::Text("slow"))
        .known(Known::Feedback, Stored::Double(-1.0))
        .known(Known::Session, Stored::Text("abc"))
        .with(Scope::Log, "retry", Stored::Int(3))
        .text("payment gateway timed out");
    let agent = span("plan trip", "agent", "unset", 5000 * MS).known(Known::Agent, Stored::Text("planner")).with(
        Scope::Resource,
        "k8s.pod.name",
        Stored::Text("web-1"),
    );
    let call = span("chat gpt-4o", "llm", "unset", 3000 * MS)
        .known(Known::Model, Stored::Text("gpt-4o"))
        .known(Known::Tokens, Stored::Int(1200))
        .with(Scope::Span, "http.response.status_code", Stored::Int(200))
        .text("{\"role\":\"user\",\"content\":\"I want a refund\\nplease\"}");
    let tool = span("search", "tool", "error", 1500 * MS)
        .known(Known::Tool, Stored::Text("search"))
        .known(Known::Event, Stored::Text("exception"))
        .with(Scope::Span, "http.response.status_code", Stored::Text("503"))
        .with(Scope::Span, "cached", Stored::Bool(false))
        .with(Scope::Event, "exception.type", Stored::Text("Timeout"));
    let retry = span("search", "tool", "ok", 400 * MS)
        .known(Known::Tool, Stored::Text("search"))
        .with(Scope::Span, "tags", Stored::Text("x"))
        .with(Scope::Span, "tags", Stored::Int(5))
        .with(Scope::Span, "bag", Stored::Other);
    Spans { itself, spans: vec![(agent, None), (call, Some(0)), (tool, Some(0)), (retry, Some(2))] }
}

/// A small trace without a fault.
fn health() -> Spans {
    let itself = Values::default()
        .known(Known::Trace, Stored::Text("aaaa0000000000000000000000000000"))
        .known(Known::Duration, Stored::Int(2 * MS))
        .known(Known::Spans, Stored::Int(1))
        .known(Known::Errors, Stored::Int(0))
        .known(Known::Status, Stored::Text("ok"));
    Spans { itself, spans: vec![(span("GET /health", "http", "ok", 2 * MS), None)] }
}

fn expr(text: &str, on: Target) -> waterglass_query::Expr {
    let clock = Clock { now_ns: 1_795_264_496_000_000_000, zone: TimeZone::UTC };
    parse(text, on, &clock).unwrap_or_else(|mistake| panic!("{text}: {mistake:?}")).expr
}

#[test]
fn traces_match_when_their_spans_do() {
    let (checkout, health) = (checkout(), health());
    for (text, in_checkout, in_health) in [
        ("", true, true),
        ("search", true, false),
        ("refund please", true, false),
        ("refu*", true, false),
        ("\"refund now\"", false, false),
        ("gateway", true, false),
        ("4bf92f35", true, false),
        ("4bf", false, false),
        ("status:ok", false, true),
        ("status:error", true, false),
        ("status!=error", false, true),
        ("status:failed", false, false),
        ("status:unset", true, false),
        ("status:unset,ok", true, true),
        ("-status:error", false, true),
        ("duration>2s", true, false),
        ("span.duration<1s", true, true),
        ("duration<1s", false, true),
        ("spans>=4 errors=1", true, false),
        ("tokens>1k", true, false),
        // Two spans may answer two terms; same() wants one.
        ("model:gpt-4o kind:tool", true, false),
        ("same(model:gpt-4o kind:tool)", false, false),
        ("same(kind:tool status:error)", true, false),
        // No span: also not one of several.
        ("-kind:tool", false, true),
        ("kind!=tool", true, true),
        ("-kind!=http", false, true),
        ("http.response.status_code>=500", true, false),
        ("http.response.status_code:200", true, false),
        ("http.response.status_code:5*", true, false),
        ("cached:false", true, false),
        ("tags=5", true, false),
        ("tags!=5", true, false),
        ("tags>4", true, false),
        ("bag exists", true, false),
        ("bag!=x", true, false),
        ("bag:x", false, false),
        ("has:feedback feedback<0", true, false),
        ("tag:review", true, false),
        ("tag!=review", true, false),
        ("note exists", false, false),
        ("session:abc", true, false),
        ("trace:4bf9", true, false),
        ("trace=4bf9", false, false),
        ("resource.k8s.pod.name:web-*", true, false),
        ("k8s.pod.name:web-*", true, false),
        ("span.k8s.pod.name:web-*", false, false),
        ("event:exception event.exception.type:timeout", true, false),
        ("log.retry>=3", true, false),
        ("name~^GET", false, true),
        ("name!~^GET", true, false),
        ("parent(kind:agent)", true, false),
        ("same(kind:tool parent(agent:planner))", true, false),
        ("same(kind:tool status:ok parent(agent:planner))", false, false),
        ("same(kind:tool status:ok under(agent:planner))", true, false),
        ("same(kind:agent child(status:error))", true, false),
        ("same(kind:agent child(status:ok))", false, false),
        ("parent(parent(kind:agent))", true, false),
        ("-parent(name:*)", false, true),
        ("same(-parent(name:*) kind:agent)", true, false),
        ("kind!=tool,server", true, true),
        ("status:ok OR model:gpt*", true, true),
    ] {
        let expr = expr(text, Target::Traces);
        let found = (trace_matches(&expr, &checkout), trace_matches(&expr, &health));
        assert_eq!(found, (in_checkout, in_health), "{text}");
    }
}

#[test]
fn spans_match_by_themselves() {
    let trace = checkout();
    for (text, expected) in [
        ("", vec![0, 1, 2, 3]),
        ("kind:tool", vec![2, 3]),
        ("kind:tool -status:error", vec![3]),
        ("duration>=3s", vec![0, 1]),
        ("status:unset,ok", vec![0, 1, 3]),
        ("status!=error", vec![0, 1, 3]),
        ("tokens exists", vec![1]),
        ("refund", vec![1]),
        ("same(kind:tool status:ok)", vec![3]),
        ("parent(kind:tool)", vec![3]),
        ("child(kind:tool)", vec![0, 2]),
        ("under(kind:agent)", vec![1, 2, 3]),
        ("-under(kind:agent)", vec![0]),
        ("kind:tool OR kind:llm", vec![1, 2, 3]),
        ("http.response.status_code>200", vec![2]),
        ("model not in (gpt-4o)", vec![0, 2, 3]),
        ("model!=gpt-4", vec![1]),
    ] {
        let expr = expr(text, Target::Spans);
        let found: Vec<usize> = (0..4).filter(|span| span_matches(&expr, &trace, *span)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn log_records_match_by_themselves() {
    let log = Values::default()
        .known(Known::Severity, Stored::Int(18))
        .known(Known::Body, Stored::Text("Connection timed out"))
        .known(Known::Service, Stored::Text("checkout"))
        .with(Scope::Log, "attempt", Stored::Int(2));
    for (text, expected) in [
        ("severity:error", true),
        ("severity>=warn", true),
        ("severity>error", false),
        ("severity!=error", false),
        ("severity:warn,error", true),
        ("severity:18", true),
        ("severity:17", false),
        ("body~\"timed? out\"", true),
        ("timed out service:checkout", true),
        ("log.attempt=2 attempt>1", true),
        ("resource.attempt exists", false),
    ] {
        assert_eq!(log_matches(&expr(text, Target::Logs), &log), expected, "{text}");
    }
}

#[test]
fn parents_in_a_circle_end() {
    let spans = vec![(span("a", "tool", "ok", 1), Some(1)), (span("b", "llm", "ok", 1), Some(0))];
    let trace = Spans { itself: Values::default(), spans };
    assert!(span_matches(&expr("under(name:a)", Target::Spans), &trace, 0));
    assert!(!span_matches(&expr("under(name:c)", Target::Spans), &trace, 0));
}
