//! What both ways in share once a body is read: tell the signal, check it, store it, count what was refused.
//!
//! Runs as a task of its own, so that a body which has arrived is kept even when its sender has left (a page that unloads, a
//! program that exits without waiting).

use std::panic::AssertUnwindSafe;

use bytes::Bytes;
use futures_util::FutureExt;
use waterglass_model::otlp::json::{Request, requests_from_json};
use waterglass_model::otlp::{check, classify};
use waterglass_model::{Batch, Protocol, Rejection, Signal, Source};

use crate::error::brief;
use crate::{Context, Inlet, ReceiveError, Rejected, Room};

/// Bodies above this are checked on a thread for blocking work: others on the same thread would feel it.
const LARGE: usize = 4 << 20;

/// A request whose body was read.
#[derive(Debug)]
pub struct Arrival {
    /// The signal its path or method names.
    pub hint: Option<Signal>,
    /// Who sent it and how. The protocol says whether the body is protobuf or JSON.
    pub source: Source,
    /// Its body, decompressed.
    pub body: Bytes,
    /// What it holds of the inlet.
    pub room: Room,
}

/// What became of a request that was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Which signal it carried.
    pub signal: Option<Signal>,
    /// Items refused.
    pub rejected: u64,
    /// Which, and why, and what was kept otherwise than it was said; empty when there is nothing to tell.
    pub message: String,
}

/// Checks and stores a request; resolves after the commit.
///
/// # Errors
/// When nothing of it could be read or kept.
pub async fn accept(arrival: Arrival, context: &Context) -> Result<Accepted, ReceiveError> {
    let inlet = context.inlet.clone();
    let task = context.tasks.spawn(AssertUnwindSafe(keep(arrival, inlet)).catch_unwind());
    match task.await {
        Ok(Ok(answer)) => answer,
        _ => Err(ReceiveError::Panicked),
    }
}

async fn keep(arrival: Arrival, inlet: Inlet) -> Result<Accepted, ReceiveError> {
    let Arrival { hint, source, body, room } = arrival;
    let batches = if body.len() > LARGE {
        tokio::task::spawn_blocking(move || read(hint, source, body)).await.map_err(|_| ReceiveError::Panicked)??
    } else {
        read(hint, source, body)?
    };
    let mut accepted = Accepted::default();
    for Checked { batch, rejections, adapted } in batches {
        accepted.signal = Some(batch.signal);
        report(&batch, &rejections, &inlet);
        accepted.rejected += rejections.iter().map(|rejection| rejection.count).sum::<u64>();
        tell(&mut accepted.message, rejections.iter().map(|rejection| (rejection.count, rejection.reason.as_str())));
        // Nothing was lost here: a warning, which the answer may carry (OTLP, "Partial Success") and the app need not show.
        tell(&mut accepted.message, adapted.iter().map(|sentence| (1, sentence.as_str())));
        if !batch.items.is_empty() {
            inlet.store(batch).await?;
        }
    }
    drop(room);
    Ok(accepted)
}

/// A request of one signal, taken apart.
struct Checked {
    batch: Batch,
    rejections: Vec<Rejection>,
    /// Values kept otherwise than their keys promise.
    adapted: Vec<String>,
}

/// Reads a body: one request, or one for each signal that a JSON document carries.
fn read(hint: Option<Signal>, source: Source, body: Bytes) -> Result<Vec<Checked>, ReceiveError> {
    if source.protocol == Protocol::HttpJson {
        let requests = requests_from_json(&body).map_err(|cause| ReceiveError::Malformed(brief(&cause.to_string())))?;
        drop(body);
        let checked = |Request { signal, body, adapted }| {
            let (batch, rejections) = check(signal, body.into(), source.clone())?;
            Ok(Checked { batch, rejections, adapted })
        };
        return requests.into_iter().map(checked).collect();
    }
    let signal = classify(&body).or(hint).unwrap_or(Signal::Traces);
    let (batch, rejections) = check(signal, body, source)?;
    Ok(vec![Checked { batch, rejections, adapted: Vec::new() }])
}

fn report(batch: &Batch, rejections: &[Rejection], inlet: &Inlet) {
    for rejection in rejections {
        inlet.rejected(Rejected {
            protocol: batch.source.protocol,
            signal: Some(batch.signal),
            user_agent: batch.source.user_agent.clone(),
            count: rejection.count,
            reason: rejection.reason.clone(),
        });
    }
}

/// Reasons named in an answer; the rest are counted.
const NAMED: usize = 5;

/// Appends reasons, each with the items it stands for.
fn tell<'a>(message: &mut String, reasons: impl Iterator<Item = (u64, &'a str)> + Clone) {
    for (_, reason) in reasons.clone().take(NAMED) {
        if !message.is_empty() {
            message.push_str("; ");
        }
        message.push_str(reason);
    }
    let unnamed: u64 = reasons.skip(NAMED).map(|(count, _)| count).sum();
    if unnamed > 0 {
        message.push_str(&format!("; and {unnamed} more"));
    }
}
