//! Why a span's tokens count or do not, in one sentence that names the spans that say the same.
//!
//! The rule itself is `waterglass_model::counting`, and the store has applied it. Here is only told what it found.

use waterglass_model::GenAi;
use waterglass_model::SpanId;
use waterglass_model::counting::{Call, Counted};
use waterglass_prices::PriceBook;
use waterglass_store::{Outline, OutlineSpan, Reader, SpanContent, StoreError};
use xxhash_rust::xxh3::xxh3_64;

use super::reading::Opened;
use crate::api::facts::{Verdict, receipt};
use crate::api::tree::Tree;

/// Of the calls that may be the same as another, so many are looked at.
const CANDIDATES: usize = 16;

/// Bytes read of them.
const MOST_BYTES: usize = 16 << 20;

/// What becomes of a span's tokens. `whole`: its trace, needed for whoever repeats others.
pub(in crate::api) fn verdict(
    reader: &Reader<'_>,
    book: &PriceBook,
    content: &SpanContent,
    opened: &Opened<'_>,
    whole: Option<(&Outline, &Tree)>,
) -> Result<Verdict, StoreError> {
    let own = opened.own();
    let why = match content.counted {
        Counted::Silent => silent(&own).to_owned(),
        Counted::Counts => "Counts: nothing below it says usage.".to_owned(),
        Counted::SaidBelow => below(whole.map_or(0, |(_, tree)| tree.counted_below(content.span_id))),
        Counted::SameCall => {
            match whole.map(|(outline, _)| twin(reader, content, opened, outline)).transpose()?.flatten() {
                Some(twin) => format!("Not counted: the same call as span {twin}, which counts."),
                None => "Not counted: another span records the same call, and counts.".to_owned(),
            }
        }
    };
    let cost = receipt(book, &own, content.counted, opened.span.start);
    Ok(Verdict { counted: content.counted, why, cost })
}

/// Whether telling why takes a look at the whole trace.
pub(in crate::api) fn needs_outline(counted: Counted) -> bool {
    matches!(counted, Counted::SaidBelow | Counted::SameCall)
}

fn silent(own: &GenAi<'_>) -> &'static str {
    if own.usage.is_said() {
        // Settling is a moment behind a trace that grows.
        "Not counted yet: its trace is being added up."
    } else if own.is_model_call() {
        "Says no usage."
    } else {
        ""
    }
}

fn below(spans: u32) -> String {
    match spans {
        0 => "Not counted: repeats what spans below say.".to_owned(),
        1 => "Not counted: repeats what 1 span below says.".to_owned(),
        many => format!("Not counted: repeats what {many} spans below say."),
    }
}

/// The span that counts for this one: of those that record the same call, the one that begins nearest.
fn twin(
    reader: &Reader<'_>,
    content: &SpanContent,
    opened: &Opened<'_>,
    outline: &Outline,
) -> Result<Option<SpanId>, StoreError> {
    let call = call_of(content, opened);
    let end = |span: &OutlineSpan| span.start.saturating_add(span.duration);
    let meets = |span: &&OutlineSpan| {
        span.counted == Counted::Counts
            && span.span_id != content.span_id
            && span.start <= opened.span.end.max(opened.span.start)
            && end(span) >= opened.span.start
    };
    let mut near: Vec<&OutlineSpan> = outline.spans.iter().filter(meets).collect();
    near.sort_by_key(|span| span.start.abs_diff(opened.span.start));
    let ids: Vec<SpanId> = near.iter().take(CANDIDATES).map(|span| span.span_id).collect();
    if let [only] = ids[..] {
        return Ok(Some(only));
    }
    let contents = reader.span_contents(outline.summary.trace_id, &ids, MOST_BYTES)?;
    let same =
        contents.iter().find(|other| Opened::of(other).is_ok_and(|opened| call_of(other, &opened).same_call(&call)));
    Ok(same.map(|found| found.span_id))
}

/// The span as the counting rule looks at it.
fn call_of(content: &SpanContent, opened: &Opened<'_>) -> Call {
    let own = opened.own();
    let number = |text: &str| xxh3_64(text.as_bytes()) as i64;
    Call {
        id: content.span_id.to_i64(),
        parent: SpanId::optional(opened.span.parent_span_id).ok().flatten().map(|id| id.to_i64()),
        start: opened.span.start as i64,
        duration: opened.span.end.saturating_sub(opened.span.start) as i64,
        usage: own.usage,
        response: own.response_id.as_deref().map(number),
        scope: number(opened.scope()),
        operation: own.operation.as_deref().map(number),
        model: own.model().map(number),
        instrumentor: waterglass_dialects::is_instrumentor(opened.scope()),
    }
}
