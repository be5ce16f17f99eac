//! Loads a case into an empty instance, in one of several orders, and asks the API what it makes of it.
//! Compares nothing.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message as _;
use waterglass_model::Signal;
use waterglass_proto::{LogList, SessionList, TraceDocument, TraceList, TraceRow};

use crate::Waterglass;
use crate::ledger::LedgerCase;

/// In which order a case's requests are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As recorded.
    Sent,
    /// The last request first.
    Reversed,
    /// Each span in a request of its own, shuffled by this seed; the logs as recorded, at a random place.
    Shuffled(u64),
}

/// All that the API says of a case.
#[derive(Debug, PartialEq)]
pub struct Said {
    /// Rows of the list, by trace id, without the time of arrival.
    pub rows: Vec<TraceRow>,
    /// Documents, by trace id; their spans by id where the order of arrival would tell them apart.
    pub documents: Vec<TraceDocument>,
    /// Sessions, by id, as of no moment.
    pub sessions: Vec<waterglass_proto::SessionRow>,
    /// Log records.
    pub logs: u32,
}

/// Sends a case and waits until its totals are final.
pub async fn replay(case: &LedgerCase, order: Order) -> Result<Said> {
    let waterglass = Waterglass::start().await?;
    for (signal, request) in ordered(case, order)? {
        waterglass.store(signal, request).await?;
    }
    let said = settled(&waterglass).await.with_context(|| format!("{}, {order:?}", case.name))?;
    waterglass.stop().await;
    Ok(said)
}

fn ordered(case: &LedgerCase, order: Order) -> Result<Vec<(Signal, Vec<u8>)>> {
    let mut requests = case.requests.clone();
    match order {
        Order::Sent => {}
        Order::Reversed => requests.reverse(),
        Order::Shuffled(seed) => {
            let mut single = Vec::new();
            for (signal, request) in requests {
                match signal {
                    Signal::Traces => single.extend(one_span_each(&request)?.into_iter().map(|body| (signal, body))),
                    _ => single.push((signal, request)),
                }
            }
            shuffle(&mut single, seed);
            requests = single;
        }
    }
    Ok(requests)
}

/// A request for each span, with its own resource and scope.
fn one_span_each(request: &[u8]) -> Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for of_resource in ExportTraceServiceRequest::decode(request)?.resource_spans {
        for of_scope in &of_resource.scope_spans {
            for span in &of_scope.spans {
                let mut scope_spans = of_scope.clone();
                scope_spans.spans = vec![span.clone()];
                let mut resource_spans = of_resource.clone();
                resource_spans.scope_spans = vec![scope_spans];
                all.push(ExportTraceServiceRequest { resource_spans: vec![resource_spans] }.encode_to_vec());
            }
        }
    }
    Ok(all)
}

/// Fisher and Yates' shuffle on a xorshift generator: the same order for the same seed on every machine.
fn shuffle<T>(list: &mut [T], seed: u64) {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for last in (1..list.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        list.swap(last, (state % (last as u64 + 1)) as usize);
    }
}

/// Asks again until two answers in a row are the same.
async fn settled(waterglass: &Waterglass) -> Result<Said> {
    let mut last = ask(waterglass).await?;
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(60)).await;
        let now = ask(waterglass).await?;
        if now == last {
            return Ok(now);
        }
        last = now;
    }
    anyhow::bail!("the totals never came to rest")
}

async fn ask(waterglass: &Waterglass) -> Result<Said> {
    let list: TraceList = waterglass.get("/api/traces?limit=1000").await?;
    ensure!(list.next.is_none(), "more than a page of traces");
    let mut rows = list.rows;
    rows.sort_by(|left, right| left.trace_id.cmp(&right.trace_id));
    let mut documents = Vec::new();
    for row in &mut rows {
        row.received = waterglass_proto::Nanos(0);
        let mut document =
            match waterglass.get::<TraceDocument>(&format!("/api/traces/{}/document", row.trace_id)).await {
                Ok(document) => document,
                Err(_) => partial(waterglass, row).await?,
            };
        document.spans.sort_by(|left, right| (left.start_ns.0, &left.span_id).cmp(&(right.start_ns.0, &right.span_id)));
        documents.push(document);
    }
    let mut sessions = waterglass.get::<SessionList>("/api/sessions").await.map(|list| list.rows).unwrap_or_default();
    sessions.sort_by(|left, right| left.session.cmp(&right.session));
    let logs: LogList = waterglass.get("/api/logs?limit=1").await?;
    Ok(Said { rows, documents, sessions, logs: logs.total.unwrap_or_default() })
}

async fn partial(waterglass: &Waterglass, row: &TraceRow) -> Result<TraceDocument> {
    let outline: waterglass_proto::TraceOutline = waterglass.get(&format!("/api/traces/{}", row.trace_id)).await?;
    let mut spans = Vec::new();
    for (index, id) in outline.spans.span_id.iter().enumerate() {
        let span: waterglass_proto::Span = waterglass.get(&format!("/api/traces/{}/spans/{id}", row.trace_id)).await?;
        let mut facts = span.genai.clone().unwrap_or_default();
        facts.span_type = outline.spans.span_type[index];
        facts.counted = facts.counted.or(outline.spans.counted[index]);
        spans.push(waterglass_proto::DocumentSpan {
            span_id: id.clone(),
            parent_span_id: span.parent_span_id.clone(),
            depth: 0,
            name: span.name.clone(),
            service: String::new(),
            start_ns: span.start,
            duration_ns: waterglass_proto::Nanos(0),
            status: if span.status == 2 { "error".into() } else { "ok".into() },
            status_message: String::new(),
            genai: waterglass_proto::DocumentGenAi { facts, conversation: Default::default() },
        });
    }
    Ok(TraceDocument {
        trace_id: row.trace_id.clone(),
        name: row.name.clone(),
        service: row.service.clone(),
        project: row.project.clone(),
        start_ns: row.start,
        duration_ns: row.duration,
        status: String::new(),
        session: row.session.clone(),
        user: row.user.clone(),
        models: row.models.clone(),
        totals: row.totals.clone(),
        spans,
    })
}
