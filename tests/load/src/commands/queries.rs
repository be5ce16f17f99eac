//! `queries`: how long the API takes with a full database: the first page of traces, a 100-span trace, the outline of a
//! 50,000-span trace; first idle, then while spans come in at a steady pace, whose own export latency is shown too.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};

use super::{Load, Program, SEED, requests, traffic, unix_nanos};
use crate::api::{Api, Times};
use crate::drive::{Outcome, Plan, Protocol, drive};
use crate::process::Receiver;
use crate::table::{Table, count, known, mb, ms};
use crate::traffic::{Sent, Traffic};

/// Flags of `queries`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Spans to store first.
    #[arg(long, default_value_t = 1_000_000)]
    spans: usize,
    /// Spans of the one long trace among them.
    #[arg(long, default_value_t = 50_000)]
    long: usize,
    /// Times each question is asked.
    #[arg(long, default_value_t = 50)]
    times: usize,
    /// Spans a second that come in during the second half.
    #[arg(long, default_value_t = 10_000.0)]
    pace: f64,
    /// Only the questions whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
    #[command(flatten)]
    program: Program,
}

impl Args {
    /// The same with other figures.
    pub(super) fn new(spans: usize, times: usize, pace: f64, only: String, program: Program) -> Self {
        Self { spans, long: 50_000, times, pace, only, program }
    }
}

/// What is asked.
pub(super) enum Asked {
    /// The views.
    Views,
    /// Named questions; in their addresses `RARE` stands for a word that one span in a hundred thousand has.
    Finding(&'static [(&'static str, &'static str)]),
}

/// Runs it.
pub async fn run(args: Args) -> Result<()> {
    measure(args, Asked::Views).await
}

/// Fills a database, then asks, idle and under load.
pub(super) async fn measure(args: Args, asked: Asked) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::waterglass(&args.program.path()?, &folder.path().join("load.db"))?;
    let (stored, mut questions) = fill(&args, &receiver).await?;
    if let Asked::Finding(asked) = asked {
        let page = "/api/spans?limit=1&count=false&q=has:gen_ai.response.id&columns=gen_ai.response.id";
        let page = Api::new(&receiver.ui).await?.json(page).await?;
        let rare = page["rows"][0]["values"][0]["value"].as_str().context("a model call has an id")?.to_owned();
        let question = |(name, path): &(&'static str, &str)| Question { name, path: path.replace("RARE", &rare) };
        questions = asked.iter().map(question).collect();
    }
    questions.retain(|question| question.name.contains(&args.only));
    println!(
        "{} spans stored at {} spans/s, {} MB on disk\n",
        count(stored.spans as f64),
        count(stored.rate()),
        mb(receiver.disk())
    );

    let heading =
        ["", "kB", "idle p50 ms", "p95 ms", "max ms", "busy p50 ms", "p95 ms", "max ms", "exports p50", "p99", "max"];
    let mut table = Table::new(&heading);
    let idle = ask(&receiver.ui, &questions, args.times).await?;
    let left = match asked {
        Asked::Views => None,
        Asked::Finding(_) => Some(after_leaving(&receiver.ui, args.times).await?),
    };
    let busy = while_busy(&args, &receiver, &questions).await?;
    let mut all = Outcome::default();
    for ((question, idle), (busy, exports)) in questions.iter().zip(&idle).zip(busy) {
        let times = [idle, &busy].into_iter().flat_map(|one| [0.5, 0.95, 1.0].map(|share| ms(one.at(share))));
        let cells: Vec<String> = times.chain([0.5, 0.99, 1.0].map(|share| ms(exports.latency(share)))).collect();
        all.add(exports);
        table.row([question.name.to_owned(), (idle.bytes / 1000).to_string()].into_iter().chain(cells));
    }
    table.print();
    if let Some(left) = left {
        println!(
            "\na first page when {LEAVING} askers of slow questions have just closed their connections: p50 {} p95 {} max {} ms",
            ms(left.at(0.5)),
            ms(left.at(0.95)),
            ms(left.at(1.0))
        );
    }
    let latency = |share| ms(all.latency(share));
    println!(
        "\nmeanwhile: {} spans/s offered, {} stored; exports p50 {} p95 {} p99 {} max {} ms; told to wait {} times; resident {} MB",
        count(args.pace),
        count(all.rate()),
        latency(0.5),
        latency(0.95),
        latency(0.99),
        latency(1.0),
        all.busy,
        known(receiver.usage().resident, mb),
    );
    tokio::task::spawn_blocking(move || receiver.stop()).await??;
    Ok(())
}

struct Question {
    name: &'static str,
    path: String,
}

/// Stores everything and knows what to ask for.
async fn fill(args: &Args, receiver: &Receiver) -> Result<(Outcome, Vec<Question>)> {
    let long =
        Arc::new(Traffic::one_trace(SEED + 1, args.long, 512, unix_nanos(SystemTime::now()) - 20_000_000_000_000));
    let rest = Arc::new(traffic(args.spans.saturating_sub(args.long), 512));
    let plan = |traffic: &Traffic, spans| Plan {
        url: receiver.grpc.clone(),
        protocol: Protocol::Grpc,
        exporters: 16,
        pace: None,
        from: 0,
        requests: requests(traffic, spans),
    };
    let mut outcome = drive(&long, &plan(&long, args.long)).await?;
    outcome.add(drive(&rest, &plan(&rest, args.spans - args.long)).await?);
    let near = |wanted: usize| -> Result<&Sent> {
        rest.traces.iter().min_by_key(|one| one.spans.abs_diff(wanted)).context("traffic has traces")
    };
    let hundred = rest.trace_id(near(100)?, 0);
    let mut api = Api::new(&receiver.ui).await?;
    let outline = api.json(&format!("/api/traces/{hundred}")).await?;
    let span = outline["spans"]["span_id"][1].as_str().context("an outline names its spans")?.to_owned();
    let long = long.trace_id(&long.traces[0], 0);
    let from = unix_nanos(SystemTime::now()) - 3_600_000_000_000;
    let questions = vec![
        Question { name: "first page of traces", path: "/api/traces?limit=100".to_owned() },
        Question { name: "the last hour", path: format!("/api/traces?limit=100&from={from}") },
        Question { name: "slowest traces", path: "/api/traces?limit=100&sort=duration&order=desc".to_owned() },
        Question { name: "traces by status", path: "/api/traces?limit=100&q=status:error".to_owned() },
        Question { name: "traces by a span's name", path: "/api/traces?limit=100&q=name:*send_mail*".to_owned() },
        Question { name: "a 100-span trace", path: format!("/api/traces/{hundred}") },
        Question { name: "one span, all of it", path: format!("/api/traces/{hundred}/spans/{span}") },
        Question { name: "the long trace's outline", path: format!("/api/traces/{long}") },
        Question { name: "search in the long trace", path: format!("/api/traces/{long}/search?q=orders") },
        Question { name: "projects", path: "/api/projects".to_owned() },
        Question { name: "status", path: "/api/status".to_owned() },
    ];
    Ok((outcome, questions))
}

/// Askers that leave: more than there are readers, so that a question after them has to wait for one of theirs to be given up.
const LEAVING: usize = 12;

/// A question that reads every text and finds nothing: a common word, but never thrice in a row.
const SLOW: &str = "/api/traces?limit=1&q=%22orders+orders+orders%22";

/// How long a first page takes after everybody who asked something slow has gone, as after each key that is pressed.
async fn after_leaving(url: &str, times: usize) -> Result<Times> {
    let mut api = Api::new(url).await?;
    let mut all = vec![];
    for _ in 0..times {
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..LEAVING {
            let mut api = Api::new(url).await?;
            asking.spawn(async move { api.get(SLOW).await.map(drop) });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        // A question that was answered meanwhile was not slow.
        anyhow::ensure!(
            asking.try_join_next().is_none(),
            "the slow question is answered within 50 ms: store more spans"
        );
        asking.shutdown().await;
        all.push(api.time("/api/traces?limit=100&count=false", 1).await?.at(1.0));
    }
    Ok(Times::of(all))
}

async fn ask(url: &str, questions: &[Question], times: usize) -> Result<Vec<Times>> {
    let mut api = Api::new(url).await?;
    let mut all = vec![];
    for question in questions {
        api.get(&question.path).await?; // the first answer fills caches; a cold one is another question
        all.push(api.time(&question.path, times).await?);
    }
    Ok(all)
}

/// While spans come in, a question is asked at most so often: twenty times a second, more than any hand types or page redraws. Without a pause a cheap
/// question would be asked some thousand times a second, and what is measured would be how two cores are shared.
const PAUSE: Duration = Duration::from_millis(50);

/// Times each question is asked then, at least: in 2.5 seconds some 400 exports are seen.
const TIMES: usize = 50;

/// Asks while spans come in at the pace, one question after another; gives each one's times and those of the exports meanwhile.
async fn while_busy(args: &Args, receiver: &Receiver, questions: &[Question]) -> Result<Vec<(Times, Outcome)>> {
    let load =
        Load { spans: args.pace as usize, batch: 64, exporters: 8, protocol: Protocol::Grpc, pace: Some(args.pace) };
    let traffic = Arc::new(traffic(super::STRETCH, 64));
    // Rounds of later times than what is stored, so that nothing arrives twice.
    let mut plan = load.plan(&traffic, receiver);
    plan.from = traffic.len() * (2 + args.spans / traffic.spans);
    // The writer and its caches have got used to the pace before anything is measured.
    for _ in 0..2 {
        drive(&traffic, &plan).await?;
        plan.from += plan.requests;
    }
    let mut api = Api::new(&receiver.ui).await?;
    let mut all = vec![];
    for question in questions {
        let done = Arc::new(AtomicBool::new(false));
        let exporting = tokio::spawn({
            let (done, traffic, mut plan) = (Arc::clone(&done), Arc::clone(&traffic), plan.clone());
            async move {
                let mut exports = Outcome::default();
                while !done.load(Ordering::Relaxed) {
                    exports.add(drive(&traffic, &plan).await?);
                    plan.from += plan.requests;
                }
                anyhow::Ok((exports, plan.from))
            }
        });
        let times = api.time_every(PAUSE, &question.path, args.times.max(TIMES)).await;
        done.store(true, Ordering::Relaxed);
        let (exports, next) = exporting.await??;
        plan.from = next;
        all.push((times?, exports));
    }
    Ok(all)
}
