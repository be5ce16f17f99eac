//! The hand-made answers: each recorded case, loaded into an empty instance in any order, is read as a careful reader reads it.
//!
//! `cargo run -p waterglass-tests-pipeline --bin ledger` prints the same differences while you work on one.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use tokio::task::JoinSet;
use waterglass_proto::TraceDocument;
use waterglass_tests_pipeline::ledger::{
    ACCEPTED, Difference, LedgerCase, Order, Said, compare, compare_with_served, ledger_cases, replay,
};

#[tokio::test(flavor = "multi_thread")]
async fn each_case_is_read_as_by_hand_and_its_totals_are_what_the_model_server_said() -> Result<()> {
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for case in ledger_cases()? {
        let said = replay(&case, Order::Sent).await?;
        let mut differences = compare(&case.answers, &said);
        differences.extend(compare_with_served(&case, &said)?);
        differences.retain(|difference| !is_accepted(&case, difference, &mut used));
        if !differences.is_empty() {
            let lines: Vec<_> = differences.iter().map(|difference| format!("    {difference}")).collect();
            wrong.push(format!("{}: {} differences\n{}", case.name, differences.len(), lines.join("\n")));
        }
    }
    ensure!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
    let unused = ACCEPTED.iter().enumerate().filter(|(at, _)| !used.contains(at));
    let unused: Vec<_> = unused.map(|(_, accepted)| format!("{accepted:?}")).collect();
    ensure!(unused.is_empty(), "accepted, but there is no such difference any more:\n{}", unused.join("\n"));
    Ok(())
}

fn is_accepted(case: &LedgerCase, difference: &Difference, used: &mut BTreeSet<usize>) -> bool {
    let fits = ACCEPTED.iter().position(|accepted| {
        accepted.case == case.name && accepted.field == difference.field && difference.place.starts_with(accepted.place)
    });
    fits.inspect(|at| _ = used.insert(*at)).is_some()
}

/// Whatever order the requests come in, and if every span comes alone: the same documents, rows and sessions.
#[tokio::test(flavor = "multi_thread")]
async fn the_order_of_arrival_changes_nothing() -> Result<()> {
    // Most of the time is spent waiting for sums to be final: several at once.
    let mut running = JoinSet::new();
    let mut wrong = Vec::new();
    for (seed, case) in ledger_cases()?.into_iter().enumerate() {
        if running.len() == 4
            && let Some(done) = running.join_next().await
        {
            wrong.extend(done??);
        }
        running.spawn(in_other_orders(case, seed as u64 + 1));
    }
    while let Some(done) = running.join_next().await {
        wrong.extend(done??);
    }
    ensure!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

async fn in_other_orders(case: LedgerCase, seed: u64) -> Result<Vec<String>> {
    let sent = replay(&case, Order::Sent).await?;
    let mut wrong = Vec::new();
    for order in [Order::Reversed, Order::Shuffled(seed)] {
        let other = replay(&case, order).await?;
        wrong.extend(first_difference(&sent, &other).map(|what| format!("{}, {order:?}: {what}", case.name)));
    }
    Ok(wrong)
}

fn first_difference(sent: &Said, other: &Said) -> Option<String> {
    for (sent, other) in sent.documents.iter().zip(&other.documents) {
        if let Some(what) = document_difference(sent, other) {
            return Some(format!("trace {}: {what}", sent.trace_id));
        }
    }
    if sent.rows != other.rows {
        let pair = sent.rows.iter().zip(&other.rows).find(|(sent, other)| sent != other);
        return Some(format!("rows {pair:?}"));
    }
    (sent != other)
        .then(|| format!("sessions {:?} {:?}, logs {} {}", sent.sessions, other.sessions, sent.logs, other.logs))
}

fn document_difference(sent: &TraceDocument, other: &TraceDocument) -> Option<String> {
    if sent == other {
        return None;
    }
    if sent.totals != other.totals {
        return Some(format!("totals {:?}, not {:?}", other.totals, sent.totals));
    }
    let pair = sent.spans.iter().zip(&other.spans).find(|(sent, other)| sent != other);
    Some(match pair {
        Some((sent, other)) => {
            format!("span {} {:?}\n  in order {sent:?}\n  else     {other:?}", sent.span_id, sent.name)
        }
        None => {
            let bare = |document: &TraceDocument| TraceDocument { spans: Vec::new(), ..document.clone() };
            format!("{:?}, not {:?}", bare(other), bare(sent))
        }
    })
}
