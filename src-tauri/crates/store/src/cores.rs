//! Work of one question spread over the cores. Whoever asks waits a little longer while telemetry pours in, so that no exporter waits for a question.

use std::sync::LazyLock;

use rayon::{ThreadPool, ThreadPoolBuilder};
use thread_priority::{ThreadPriority, ThreadPriorityValue};

/// On the scale from 0 to 99 whose middle is an ordinary thread: a niceness of 5 on Linux, where a question gets a third of what a receiver gets while both
/// want a core.
const BELOW_RECEIVERS: u8 = 35;

static POOL: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let builder = ThreadPoolBuilder::new().thread_name(|number| format!("question-{number}"));
    builder.start_handler(|_| yield_to_receivers()).build().ok()
});

/// Does work that uses rayon's iterators.
pub(crate) fn on_all<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match POOL.as_ref() {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// Has this thread stand back when receiving and writing need the cores.
pub(crate) fn yield_to_receivers() {
    thread_local! {
        static DONE: () = {
            // Where the system refuses, the thread runs as before.
            let _ = ThreadPriorityValue::try_from(BELOW_RECEIVERS)
                .is_ok_and(|value| ThreadPriority::Crossplatform(value).set_for_current().is_ok());
        };
    }
    DONE.with(|()| ());
}
