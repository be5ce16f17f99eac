//! The custom scheme: the page's requests go to the same router that serves browsers, in this process, over no port.
//!
//! Answers are whole, never streamed: web views buffer what comes over a custom scheme. Never looks into a request;
//! when nothing could be started it answers one page that says why.

use tauri::http::{Request, Response, header};
use tauri::{Manager as _, Runtime, UriSchemeContext, UriSchemeResponder, Url};
use waterglass_server::InProcess;

/// The scheme's name.
pub const SCHEME: &str = "waterglass";

/// Where the window starts. `/`, for the router knows no `/index.html`.
pub const START: &str = "waterglass://localhost/";

/// What stands behind the scheme.
pub enum Behind {
    /// The instance in this process.
    Instance(InProcess),
    /// Nothing: the window shows the pages of another process.
    Elsewhere,
    /// Nothing, and why.
    Problem(String),
}

/// Answers one request of the page. Before the app is set up there is no page, hence nothing to answer.
pub fn answer<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let Some(behind) = context.app_handle().try_state::<Behind>() else {
        return responder.respond(problem("It is not set up yet."));
    };
    match behind.inner() {
        Behind::Elsewhere => responder.respond(problem("The instance that was shown here is gone.")),
        Behind::Problem(text) => responder.respond(problem(text)),
        Behind::Instance(instance) => {
            let instance = instance.clone();
            tauri::async_runtime::spawn(async move { responder.respond(instance.call(request).await) });
        }
    }
}

/// Whether an address is one of ours. Windows serves custom schemes as a host below `localhost`.
pub fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        SCHEME => url.host_str() == Some("localhost"),
        "http" | "https" if cfg!(windows) => url.host_str() == Some("waterglass.localhost"),
        _ => false,
    }
}

/// A page of its own that runs nothing and loads nothing.
fn problem(text: &str) -> Response<Vec<u8>> {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut page = Response::new(include_str!("problem.html").replace("{problem}", &text).into_bytes());
    let headers = page.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        header::HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"),
    );
    page
}
