//! `GET /api/status`: what listens, what is stored, how fast it comes in, what went wrong.

use std::path::Path;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use waterglass_proto::{Arrival, Checklist, Count, Counts, Database, Nanos, Progress, Status};
use waterglass_store::{FirstArrival, Totals};

use super::{Answer, ask};
use crate::instance::Core;

pub(super) async fn get(State(core): State<Arc<Core>>) -> Answer<Json<Status>> {
    let path = core.config.database.clone();
    let (arrivals, disk_free) = ask(&core, move |reader| Ok((reader.first_arrivals()?, disk_free(&path)))).await?;
    let progress = core.store.progress();
    let Totals { traces, spans, logs, points } = core.store.totals();
    Ok(Json(Status {
        version: env!("CARGO_PKG_VERSION").into(),
        started: Nanos(core.started),
        pid: std::process::id(),
        doors: core.doors.clone(),
        database: Database {
            path: core.config.database.display().to_string(),
            bytes: Count(core.store.file_bytes()),
            disk_free,
            problem: core.store.problem(),
        },
        counts: Counts { traces: Count(traces), spans: Count(spans), logs: Count(logs), metric_points: Count(points) },
        rate: core.rate.rate(),
        checklist: checklist(arrivals),
        problems: core.problems.list(),
        rejected: Count(core.problems.rejected()),
        progress: Progress { derived: progress.derived, priced: progress.priced },
    }))
}

fn disk_free(database: &Path) -> Option<Count> {
    fs4::available_space(database.parent()?).ok().map(Count)
}

fn checklist(arrivals: Vec<FirstArrival>) -> Checklist {
    let mut checklist = Checklist::default();
    for FirstArrival { kind, at, service, client } in arrivals {
        let place = match kind.as_str() {
            "span" => &mut checklist.span,
            "model_call" => &mut checklist.model_call,
            "log" => &mut checklist.log,
            "metric" => &mut checklist.metric,
            _ => continue,
        };
        *place = Some(Arrival { at: Nanos(at), service, client });
    }
    checklist
}
