//! `google.rpc.Status` and `RetryInfo` (google/rpc/status.proto, error_details.proto): the form in which clients show a refusal and
//! learn when to come again. Plain encoding; which error gets which code is [`super::reply`]'s business.

use serde_json::json;
use tonic::Code;
use waterglass_model::wire::{put_bytes, put_message, put_uint};

/// Seconds after which a refused client should try again. Clients wait one to ten seconds in all, so: soon.
pub const RETRY_SECONDS: u64 = 1;

const RETRY_INFO: &str = "type.googleapis.com/google.rpc.RetryInfo";

/// An error as `google.rpc.Status`.
#[derive(Clone, Debug)]
pub struct RpcStatus<'a> {
    /// The gRPC code.
    pub code: Code,
    /// What went wrong, for people.
    pub message: &'a str,
    /// Whether to say when to come again.
    pub retry: bool,
}

impl RpcStatus<'_> {
    /// As protobuf: 1 code, 2 message, 3 details (Any: 1 type URL, 2 value = RetryInfo: 1 Duration: 1 seconds).
    pub fn to_protobuf(&self) -> Vec<u8> {
        let mut status = Vec::with_capacity(self.message.len() + 80);
        put_uint(&mut status, 1, self.code as u64);
        put_bytes(&mut status, 2, self.message.as_bytes());
        if self.retry {
            put_message(&mut status, 3, |any| {
                put_bytes(any, 1, RETRY_INFO.as_bytes());
                put_message(any, 2, |info| put_message(info, 1, |delay| put_uint(delay, 1, RETRY_SECONDS)));
            });
        }
        status
    }

    /// As JSON (protobuf's JSON mapping).
    pub fn to_json(&self) -> String {
        let mut status = json!({ "code": self.code as i32, "message": self.message });
        if self.retry {
            status["details"] = json!([{ "@type": RETRY_INFO, "retryDelay": format!("{RETRY_SECONDS}s") }]);
        }
        status.to_string()
    }
}
