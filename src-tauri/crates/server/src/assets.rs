//! The UI's files, compiled into the program (a debug build reads them from `ui/dist` as it runs), with the headers that keep a page from
//! loading or running anything else. Any path that is no file gets the page itself, for the page routes by path. Never compresses: what the
//! bundler has put beside a file as `.gz` is sent to those who take it.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::outside;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../../ui/dist"]
#[allow_missing = true]
struct Dist;

/// What a page may do. Pictures and sound that came with messages are `blob:`; what lies on other hosts is shown by `outside` alone, in a
/// frame. Styles are also set inline, by position of virtual rows; `ipc:` is how the window's native dialogs are reached.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self'; \
    connect-src 'self' ipc: http://ipc.localhost; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Answers everything that is not the API.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if path == outside::PATH {
        return outside::page(&uri);
    }
    if let Some(file) = find(path) {
        return file.answer(&headers);
    }
    // A missing script must not come back as a page; only addresses without an ending are routes.
    if path.rsplit('/').next().is_some_and(|name| name.contains('.')) && path.starts_with("assets/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match find("index.html") {
        Some(page) => page.answer(&headers),
        None => guarded((StatusCode::OK, [(CONTENT_TYPE, "text/html; charset=utf-8")], NO_UI).into_response()),
    }
}

/// A file of the UI, as it is and, where the bundler made that, as gzip.
struct File {
    kind: String,
    /// The bundler puts a hash of the content into these names.
    named_by_content: bool,
    plain: Form,
    packed: Option<Form>,
}

/// What is sent of a file. Two forms of one file differ in content, hence also in their tag (RFC 9110, 8.8.3.3).
struct Form {
    bytes: Cow<'static, [u8]>,
    tag: String,
}

impl From<EmbeddedFile> for Form {
    fn from(file: EmbeddedFile) -> Self {
        let hash: String = file.metadata.sha256_hash()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        Self { bytes: file.data, tag: format!("\"{hash}\"") }
    }
}

fn find(path: &str) -> Option<File> {
    let file = Dist::get(path)?;
    let kind = file.metadata.mimetype();
    Some(File {
        kind: if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind.to_owned() },
        named_by_content: path.starts_with("assets/"),
        plain: file.into(),
        packed: Dist::get(&format!("{path}.gz")).map(Form::from),
    })
}

impl File {
    fn answer(self, headers: &HeaderMap) -> Response {
        let varies = self.packed.is_some();
        let packed = self.packed.filter(|_| takes_gzip(headers));
        let is_packed = packed.is_some();
        let form = packed.unwrap_or(self.plain);
        let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let mut answer = if known.is_some_and(|known| known.contains(&form.tag)) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut whole = match form.bytes {
                Cow::Borrowed(bytes) => bytes.into_response(),
                Cow::Owned(bytes) => bytes.into_response(),
            };
            if is_packed {
                whole.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
            whole
        };
        let out = answer.headers_mut();
        let cache = if self.named_by_content { "public, max-age=31536000, immutable" } else { "no-cache" };
        out.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        if varies {
            out.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        if let (Ok(kind), Ok(tag)) = (self.kind.parse(), form.tag.parse()) {
            out.insert(CONTENT_TYPE, kind);
            out.insert(ETAG, tag);
        }
        guarded(answer)
    }
}

/// Whether gzip is welcome (RFC 9110, 12.5.3): named, or meant by `*`, and not with a weight of 0. Without the header nothing is said, and
/// what asks without it (scripts, the window) may unpack nothing.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let mut any = false;
    let codings = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    for coding in codings.flat_map(|list| list.split(',')) {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let welcome = weight.is_none_or(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0));
        if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
            return welcome;
        }
        any |= name == "*" && welcome;
    }
    any
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

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(values: &[&'static str]) -> HeaderMap {
        values.iter().map(|value| (ACCEPT_ENCODING, HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        for welcome in ["gzip", "gzip, deflate, br, zstd", "br, GZIP;q=0.5", "*", "x-gzip", "deflate;q=1, *;q=0.1"] {
            assert!(takes_gzip(&accepting(&[welcome])), "{welcome}");
        }
        assert!(takes_gzip(&accepting(&["br", "gzip"])));
        for refused in ["", "identity", "br", "gzip;q=0", "gzip; q=0.0, *", "*;q=0", "gzip;q=much"] {
            assert!(!takes_gzip(&accepting(&[refused])), "{refused}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    fn script(packed: bool) -> File {
        let form = |bytes: &'static [u8], tag: &str| Form { bytes: Cow::Borrowed(bytes), tag: tag.to_owned() };
        File {
            kind: "text/javascript; charset=utf-8".to_owned(),
            named_by_content: true,
            plain: form(b"plain", "\"aa\""),
            packed: packed.then(|| form(b"packed", "\"bb\"")),
        }
    }

    /// Status, then coding, tag and what caches must tell apart.
    fn told(answer: &Response) -> (u16, [Option<&str>; 3]) {
        let of = |name| answer.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        (answer.status().as_u16(), [of(CONTENT_ENCODING), of(ETAG), of(VARY)])
    }

    #[test]
    fn each_form_has_its_own_tag() {
        let vary = Some("accept-encoding");
        let packed = script(true).answer(&accepting(&["gzip"]));
        assert_eq!(told(&packed), (200, [Some("gzip"), Some("\"bb\""), vary]));
        assert_eq!(packed.headers()[CONTENT_TYPE], "text/javascript; charset=utf-8");
        let plain = script(true).answer(&HeaderMap::new());
        assert_eq!(told(&plain), (200, [None, Some("\"aa\""), vary]));
        assert_eq!(told(&script(false).answer(&accepting(&["gzip"]))), (200, [None, Some("\"aa\""), None]));
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        let mut headers = accepting(&["gzip"]);
        headers.insert(IF_NONE_MATCH, HeaderValue::from_static("\"bb\""));
        let vary = Some("accept-encoding");
        assert_eq!(told(&script(true).answer(&headers)), (304, [None, Some("\"bb\""), vary]));
        headers.insert(IF_NONE_MATCH, HeaderValue::from_static("\"aa\""));
        assert_eq!(told(&script(true).answer(&headers)), (200, [Some("gzip"), Some("\"bb\""), vary]));
    }
}
