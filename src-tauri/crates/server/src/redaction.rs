//! The redaction rules in force: as they are kept in the database, made ready, and applied to every batch on its way to the store. What
//! the endpoints say of them is `api/redaction.rs`, what a rule does `waterglass_redaction`'s.
//!
//! Whatever goes wrong here, a batch that should have been redacted is never handed on as it came.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parking_lot::RwLock;
use tokio::sync::{Mutex, Semaphore};
use waterglass_model::Batch;
use waterglass_proto::Redaction;
use waterglass_redaction::{RedactionError, Redactor, presets, with_presets};
use waterglass_store::{Reader, Store, StoreError};

/// The rules' key among the settings of the database.
const KEY: &str = "redaction";

/// A batch up to this size is redacted where it is: handing it to another thread costs more.
const SMALL: usize = 16 << 10;

/// What becomes of batches.
#[derive(Clone, Debug)]
enum Now {
    /// They pass.
    Off,
    /// They are redacted.
    On(Arc<Redactor>),
    /// They should be and cannot: why.
    Broken(Arc<str>),
}

/// The rules of an instance; replaced whole whenever the user edits them.
#[derive(Debug)]
pub(crate) struct RulesInForce {
    rules: RwLock<(Arc<Redaction>, Now)>,
    /// One edit at a time: what is kept and what is applied must be the same rules.
    editing: Mutex<()>,
    /// Large batches redacted at a time: no more than there are processors, so that everything else goes on.
    large: Semaphore,
}

impl RulesInForce {
    fn new(rules: Redaction, now: Now) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let large = Semaphore::new(processors.div_ceil(2));
        Self { rules: RwLock::new((Arc::new(rules), now)), editing: Mutex::new(()), large }
    }

    /// The rules that a file keeps. When they cannot be applied although they should be, everything is refused until they are mended.
    pub(crate) fn kept(reader: &Reader<'_>) -> Result<Self, StoreError> {
        let Some(text) = reader.setting(KEY)? else {
            return Ok(Self::new(with_presets(Redaction::default()), Now::Off));
        };
        let rules = match serde_json::from_str::<Redaction>(&text) {
            Ok(kept) => with_presets(kept),
            Err(error) => {
                let reason = format!("they cannot be read ({error})");
                return Ok(Self::new(Redaction { on: true, rules: presets() }, broken(&reason)));
            }
        };
        let now = match Redactor::new(&rules) {
            Ok(redactor) => in_force(&rules, redactor),
            Err(_) if !rules.on => Now::Off,
            Err(error) => broken(&error.to_string()),
        };
        Ok(Self::new(rules, now))
    }

    /// The rules, presets first.
    pub(crate) fn rules(&self) -> Arc<Redaction> {
        self.rules.read().0.clone()
    }

    /// Keeps rules that were found good and puts them in force.
    pub(crate) async fn replace(&self, store: &Store, ready: Ready) -> Result<(), StoreError> {
        let text = serde_json::to_string(&ready.rules).expect("plain data is always written to memory");
        let _editing = self.editing.lock().await;
        store.put_setting(KEY, text).await?;
        let now = in_force(&ready.rules, ready.redactor);
        *self.rules.write() = (Arc::new(ready.rules), now);
        Ok(())
    }

    /// What of a batch may be stored, by the rules of this moment. A batch that no rule applies to is given back untouched.
    ///
    /// # Errors
    /// When the rules cannot be applied: why. The batch must not be stored then.
    pub(crate) async fn apply(&self, batch: Batch) -> Result<Batch, String> {
        let redactor = match &self.rules.read().1 {
            Now::Off => return Ok(batch),
            Now::On(redactor) => redactor.clone(),
            Now::Broken(reason) => return Err(reason.to_string()),
        };
        if batch.body.len() <= SMALL {
            return redacted(&redactor, batch);
        }
        let _turn = self.large.acquire().await.map_err(|_| failed("it was shut down"))?;
        let done = tokio::task::spawn_blocking(move || redacted(&redactor, batch)).await;
        done.unwrap_or_else(|error| Err(failed(&error.to_string())))
    }
}

/// Rules that were found good.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) rules: Redaction,
    pub(crate) redactor: Redactor,
}

impl Ready {
    /// Makes rules ready as this version has them: its presets, then the user's own. Compiles up to some dozen expressions.
    ///
    /// # Errors
    /// When one of them does not hold.
    pub(crate) fn new(rules: Redaction) -> Result<Self, RedactionError> {
        let rules = with_presets(rules);
        let redactor = Redactor::new(&rules)?;
        Ok(Self { rules, redactor })
    }
}

fn in_force(rules: &Redaction, redactor: Redactor) -> Now {
    if rules.on && !redactor.is_empty() { Now::On(Arc::new(redactor)) } else { Now::Off }
}

fn broken(reason: &str) -> Now {
    let reason = format!(
        "redaction is switched on and its rules do not hold: {reason}. Nothing is stored until they are mended in the settings"
    );
    tracing::error!("{reason}");
    Now::Broken(reason.into())
}

fn redacted(redactor: &Redactor, batch: Batch) -> Result<Batch, String> {
    let done = catch_unwind(AssertUnwindSafe(|| redactor.apply(batch)));
    done.map_err(|_| failed("a bug"))?.map_err(|error| failed(&error.to_string()))
}

fn failed(reason: &str) -> String {
    format!("redaction failed on it ({reason}), and it is not stored without")
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use waterglass_model::{Signal, Source, otlp};
    use waterglass_proto::RedactionRule;
    use waterglass_store::Synchronous;

    use super::*;
    use crate::instance::open_store;
    use crate::prices::PATIENCE;

    fn batch() -> Batch {
        otlp::check(Signal::Traces, Bytes::new(), Source::default()).expect("an empty request").0
    }

    /// What becomes of batches when a file keeps this.
    async fn kept(text: &str) -> (Result<Batch, String>, Arc<Redaction>) {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = open_store(&folder.path().join("test.db"), Synchronous::Normal).expect("a database");
        opened.store.put_setting(KEY, text.to_owned()).await.expect("kept");
        let rules = opened.store.read_blocking(PATIENCE, RulesInForce::kept).expect("read");
        let done = (rules.apply(batch()).await, rules.rules());
        opened.store.close();
        done
    }

    fn text_of(on: bool, value: &str) -> String {
        let rule = RedactionRule { name: "Mine".into(), on: true, value: value.into(), ..RedactionRule::default() };
        serde_json::to_string(&Redaction { on, rules: vec![rule] }).expect("plain data")
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn rules_that_cannot_be_applied_let_nothing_pass() {
        let (refused, rules) = kept("{not what it was").await;
        assert!(refused.is_err_and(|reason| reason.contains("Nothing is stored until")));
        assert_eq!(*rules, Redaction { on: true, rules: presets() });
        let (refused, rules) = kept(&text_of(true, "(a")).await;
        assert!(refused.is_err_and(|reason| reason.contains("\"Mine\"")));
        assert!(rules.on && rules.rules.last().is_some_and(|rule| rule.value == "(a"));
        // Switched off they harm nobody.
        let (passed, rules) = kept(&text_of(false, "(a")).await;
        assert!(passed.is_ok() && !rules.on);
        let (passed, rules) = kept(&text_of(true, "a")).await;
        assert!(passed.is_ok() && rules.on);
    }

    #[tokio::test]
    async fn a_batch_without_a_match_is_not_copied() {
        let body = Bytes::from(otlp::request_of(b"", "", b"", "", &[]));
        let ready = Ready::new(Redaction { on: true, rules: Vec::new() }).expect("the presets are good");
        let rules = RulesInForce::new(Redaction::default(), in_force(&ready.rules, ready.redactor));
        for rules in [rules, RulesInForce::new(Redaction::default(), Now::Off)] {
            let (batch, _) = otlp::check(Signal::Traces, body.clone(), Source::default()).expect("a request");
            assert_eq!(rules.apply(batch).await.expect("it passes").body.as_ptr(), body.as_ptr());
        }
    }
}
