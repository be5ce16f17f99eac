//! Loads a case into an empty instance, in one of several orders, and asks the API what it makes of it.
//! Compares nothing.

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
    waterglass.instance().settled().await;
    let said = ask(&waterglass).await.with_context(|| format!("{}, {order:?}", case.name))?;
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

async fn ask(waterglass: &Waterglass) -> Result<Said> {
    let list: TraceList = waterglass.get("/api/traces?limit=1000").await?;
    ensure!(list.next.is_none(), "more than a page of traces");
    let mut rows = list.rows;
    rows.sort_by(|left, right| left.trace_id.cmp(&right.trace_id));
    let mut documents = Vec::new();
    for row in &mut rows {
        row.received = waterglass_proto::Nanos(0);
        let mut document: TraceDocument = waterglass.get(&format!("/api/traces/{}/document", row.trace_id)).await?;
        document.spans.sort_by(|left, right| (left.start_ns.0, &left.span_id).cmp(&(right.start_ns.0, &right.span_id)));
        documents.push(document);
    }
    let mut sessions = waterglass.get::<SessionList>("/api/sessions").await.map(|list| list.rows).unwrap_or_default();
    sessions.sort_by(|left, right| left.session.cmp(&right.session));
    let logs: LogList = waterglass.get("/api/logs?limit=1").await?;
    Ok(Said { rows, documents, sessions, logs: logs.total.unwrap_or_default() })
}
