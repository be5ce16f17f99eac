//! The seam: what a receiver is, in words and as a trait. `tests/compliance.rs` holds every row of the table to the words.
//!
//! The contract of a receiver:
//!
//! 1. It **claims** requests by their head alone (path, method, content type), without reading a body. Rows are asked in order;
//!    the first that claims a request answers it, whatever port it came to.
//! 2. It reads bodies only through [`crate::body`], which counts what is read and what is decompressed, and holds the bytes against
//!    the inlet's room from the first to the commit.
//! 3. It hands on a [`waterglass_model::Batch`] of verbatim bytes and **acknowledges only after [`crate::Inlet::store`] said yes**.
//! 4. What would succeed later (no room, the store cannot write, a sender that stalled) is answered so that its clients retry; what
//!    can never succeed is answered so that they do not, and show why.
//! 5. Bad items cost themselves alone; the rest of the request is kept, and the answer counts and names them.
//! 6. Everything it refuses, item or request, is told to [`crate::Inlet::rejected`]: most clients show nothing of it.
//! 7. Nothing a client sends makes it panic, wait for ever, or hold more memory than its limits say.
//!
//! To add one: a file or folder, a row in [`crate::RECEIVERS`], its examples in `tests/compliance.rs`, a corpus folder.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::header::USER_AGENT;
use http::request::Parts;
use http::{HeaderMap, Request, Response};
use hyper::body::Incoming;

use crate::{Inlet, Limits};

/// The body of an answer.
pub type ReplyBody = tonic::body::Body;

/// What every receiver is given beside the request.
#[derive(Clone, Debug)]
pub struct Context {
    /// Where batches go.
    pub inlet: Inlet,
    /// What one client may take.
    pub limits: Arc<Limits>,
    /// Work that goes on when its client has left: a body that was read is stored. A door that closes waits for it.
    pub tasks: tokio_util::task::TaskTracker,
}

/// One protocol, or one way in of it.
pub trait Receiver: Sync {
    /// Its name, as people know the protocol.
    fn name(&self) -> &'static str;

    /// Whether a request is for it, judged by the head alone.
    fn claims(&self, head: &Parts) -> bool;

    /// Answers a request that it claimed.
    fn receive(&self, request: Request<Incoming>, context: Context) -> BoxFuture<'static, Response<ReplyBody>>;
}

/// The longest part of a User-Agent header that is kept.
const USER_AGENT_CHARS: usize = 200;

/// Who sent a request, in its own words; empty when it does not say.
pub(crate) fn user_agent(headers: &HeaderMap) -> String {
    headers.get(USER_AGENT).map_or_else(String::new, |value| {
        String::from_utf8_lossy(value.as_bytes()).chars().take(USER_AGENT_CHARS).collect()
    })
}
