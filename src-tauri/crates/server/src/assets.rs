//! The UI's files, compiled into the program (a debug build reads them from `ui/dist` as it runs), with the headers that keep a page from
//! loading or running anything else. Any path that is no file gets the page itself, for the page routes by path.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../../ui/dist"]
#[allow_missing = true]
struct Dist;

/// What a page may do. Styles are also set inline, by position of virtual rows; `ipc:` is how the window's native dialogs are reached.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; \
    connect-src 'self' ipc: http://ipc.localhost; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Answers everything that is not the API.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Dist::get(path) {
        return answer(path, file, &headers);
    }
    // A missing script must not come back as a page; only addresses without an ending are routes.
    if path.rsplit('/').next().is_some_and(|name| name.contains('.')) && path.starts_with("assets/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match Dist::get("index.html") {
        Some(page) => answer("index.html", page, &headers),
        None => guarded((StatusCode::OK, [(CONTENT_TYPE, "text/html; charset=utf-8")], NO_UI).into_response()),
    }
}

fn answer(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag: String = file.metadata.sha256_hash()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    // The bundler puts a hash of the content into these names.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known =
        headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|known| known.contains(&tag));
    let kind = file.metadata.mimetype();
    let kind = if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind.to_owned() };
    let mut answer = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match file.data {
            Cow::Borrowed(bytes) => bytes.into_response(),
            Cow::Owned(bytes) => bytes.into_response(),
        }
    };
    let out = answer.headers_mut();
    out.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    if let (Ok(kind), Ok(tag)) = (kind.parse(), tag.parse()) {
        out.insert(CONTENT_TYPE, kind);
        out.insert(ETAG, tag);
    }
    guarded(answer)
}

fn guarded(mut answer: Response) -> Response {
    let out = answer.headers_mut();
    out.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    out.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    out.insert("referrer-policy", HeaderValue::from_static("no-referrer"));
    out.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    answer
}

/// Shown when the program was built before the UI was.
const NO_UI: &str = "<!doctype html><meta charset=utf-8><title>Waterglass</title>\
<body style='font:15px/1.5 system-ui;max-width:40em;margin:4em auto;padding:0 1em'>\
<h1>Waterglass is running</h1><p>It receives and stores telemetry, but this build holds no pages: the UI was not built before the program.\
<p>Build both with <code>cargo xtask run</code>. Until then the API answers under <a href=/api/status>/api/status</a>.";
