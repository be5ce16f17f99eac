//! The API without a socket: how the desktop window asks. The very same router that browsers are served by.

use axum::Router;
use axum::body::Body;
use http::header::ACCEPT_ENCODING;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::guard::FromWindow;

/// Answers requests made in this process. They are trusted: nothing but the window can make them.
#[derive(Clone, Debug)]
pub struct InProcess {
    router: Router,
}

impl InProcess {
    pub(crate) fn new(router: Router) -> Self {
        Self { router }
    }

    /// Answers one request with the whole answer.
    pub async fn call(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let mut request = request.map(Body::from);
        request.extensions_mut().insert(FromWindow);
        // Web views hand on what comes over a custom scheme as it is: nobody would unpack it.
        request.headers_mut().remove(ACCEPT_ENCODING);
        let answer = match self.router.clone().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        let (mut parts, body) = answer.into_parts();
        match body.collect().await {
            Ok(whole) => Response::from_parts(parts, whole.to_bytes().to_vec()),
            // The headers promised a body that broke off; a web view must not take half of it for all.
            Err(error) => {
                tracing::warn!("an answer to the window broke off: {error}");
                parts.status = StatusCode::INTERNAL_SERVER_ERROR;
                parts.headers.clear();
                Response::from_parts(parts, Vec::new())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_window_is_sent_nothing_compressed() {
        let told = |headers: http::HeaderMap| async move { headers.contains_key(ACCEPT_ENCODING).to_string() };
        let window = InProcess::new(Router::new().fallback(told));
        let request = Request::get("/").header(ACCEPT_ENCODING, "gzip").body(Vec::new()).expect("a request");
        assert_eq!(window.call(request).await.into_body(), b"false");
    }
}
