//! The hand-made answers beside the recorded requests (`tests/corpus/**/ledger.json`), held against what is read at ingest: kind of work,
//! operation, provider, models, ids, session, user, tool, tokens and which of them count. What only a whole document can show (messages,
//! previews, the server's own log) is `tests/pipeline`'s.
//!
//! `null` in an answer means "not said"; `X_or` lists what else a careful reader may say of X; `payload_only` what may be left unsaid.

mod answers;
mod recording;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use answers::compare;
use recording::Recording;

/// A difference we stand by, and why.
struct Accepted {
    /// The case's folder begins so.
    case: &'static str,
    /// Beginning of the difference: `span NAME: FIELD` or `trace: FIELD`.
    what: &'static str,
    why: &'static str,
}

const ACCEPTED: &[Accepted] = &[
    Accepted {
        case: "litellm/1.106-latest",
        what: "span chat gpt-4.1-mini: finish_reasons []",
        why: "stand on the details event only: read when the span is looked at",
    },
    Accepted {
        case: "mlflow/3.17.2",
        what: "span chat: finish_reasons []",
        why: "stand inside the answer only: read when the span is looked at",
    },
    Accepted {
        case: "openai-v2/",
        what: "span chat gpt-4o-mini: finish_reasons []",
        why: "of streamed calls they stand in the messages only: read when the span is looked at",
    },
    Accepted {
        case: "promptflow/",
        what: "span openai_chat",
        why: "finish reasons stand inside the answer's JSON only: read when the span is looked at",
    },
];

#[test]
fn facts_and_counts_are_those_found_by_hand() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/corpus");
    let mut cases = Vec::new();
    find_cases(&corpus, &mut cases);
    cases.sort();
    assert!(cases.len() > 30, "the recordings are there");
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    for case in &cases {
        let name = case.strip_prefix(&corpus).expect("below the corpus").display().to_string();
        let answers = std::fs::read_to_string(case.join("ledger.json")).expect("readable");
        let answers = serde_json::from_str(&answers).expect("JSON");
        for difference in compare(&answers, &Recording::load(case)) {
            let accepted = ACCEPTED
                .iter()
                .position(|accepted| name.starts_with(accepted.case) && difference.starts_with(accepted.what));
            match accepted {
                Some(at) => _ = used.insert(at),
                None => wrong.push(format!("{name}: {difference}")),
            }
        }
    }
    let unused = ACCEPTED.iter().enumerate().filter(|(at, _)| !used.contains(at));
    wrong.extend(unused.map(|(_, a)| format!("accepted, but not there: {} {} ({})", a.case, a.what, a.why)));
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

fn find_cases(folder: &Path, cases: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            find_cases(&path, cases);
        } else if path.ends_with("ledger.json") {
            cases.push(folder.to_owned());
        }
    }
}
