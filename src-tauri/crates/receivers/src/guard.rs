//! Who may speak to an ingest door from a browser: pages of this machine. Host (DNS rebinding) and Origin (CORS) are judged here,
//! for every receiver alike. Programs that are no browsers send no Origin and are not concerned by it.

use std::net::IpAddr;

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, HOST, ORIGIN, VARY,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri, Version};

use crate::ReplyBody;

/// Names by which containers and virtual machines reach the host's loopback. Not public names: no page can be served under them.
const HOST_ALIASES: [&str; 5] = [
    "host.docker.internal",
    "gateway.docker.internal",
    "host.containers.internal",
    "host.lima.internal",
    "host.orb.internal",
];

/// What the guard says about a request.
#[derive(Debug)]
pub enum Verdict {
    /// Let it in; an answer to a page carries these headers.
    Pass(HeaderMap),
    /// Answer this at once.
    Answer(Box<Response<ReplyBody>>),
    /// Refuse it, with these words.
    Refuse(&'static str),
}

/// Judges a request. `loopback` = the door is bound to a loopback address.
///
/// Over HTTP/2 the name does not matter: no browser speaks it in the clear, and gRPC clients may set any authority.
pub fn judge(head: &Parts, loopback: bool) -> Verdict {
    if loopback
        && head.version < Version::HTTP_2
        && !host_of(head).is_none_or(|host| is_local_name(&host) || HOST_ALIASES.contains(&host.as_str()))
    {
        return Verdict::Refuse(
            "requests must name this machine (localhost or a loopback address) in their Host header; bind Waterglass to another \
             address (--host) to be reached by other names",
        );
    }
    let Some(origin) = head.headers.get(ORIGIN) else { return Verdict::Pass(HeaderMap::new()) };
    if !is_local_origin(origin) {
        return Verdict::Refuse(
            "pages of other origins may not send telemetry here; only those of this machine (http://localhost:…)",
        );
    }
    let mut headers = cors(origin);
    if head.method == Method::OPTIONS && head.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
        preflight(&head.headers, &mut headers);
        let mut response = Response::new(ReplyBody::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        *response.headers_mut() = headers;
        return Verdict::Answer(Box::new(response));
    }
    Verdict::Pass(headers)
}

/// A refusal as its sender sees it. Without CORS headers: a page of elsewhere learns nothing.
pub fn refusal(message: &str) -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody::new(http_body_util::Full::from(format!("{message}\n"))));
    *response.status_mut() = StatusCode::FORBIDDEN;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Echoed, not `*`: a beacon carries credentials, and with a wildcard the browser never sends it. Retry-After is exposed, or the
/// page's SDK cannot honour it.
fn cors(origin: &HeaderValue) -> HeaderMap {
    HeaderMap::from_iter([
        (ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone()),
        (ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
        (ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After")),
        (VARY, HeaderValue::from_static("Origin")),
    ])
}

fn preflight(asked: &HeaderMap, headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
    // Chromium keeps a preflight for two hours at most.
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200"));
    headers.append(VARY, HeaderValue::from_static("Access-Control-Request-Headers"));
    if let Some(names) = asked.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    if asked.contains_key("access-control-request-private-network") {
        let name = HeaderName::from_static("access-control-allow-private-network");
        headers.insert(name, HeaderValue::from_static("true"));
    }
}

/// The name a request is addressed to, lower case, without port: HTTP/2's authority, else the Host header. `None` when it names none.
/// A Host that is no authority is a name that nobody has.
fn host_of(head: &Parts) -> Option<String> {
    let authority = match head.uri.authority() {
        Some(authority) => authority.host().to_owned(),
        None => {
            let host = head.headers.get(HOST)?.to_str().unwrap_or("?");
            host.parse::<http::uri::Authority>()
                .map_or_else(|_| "?".to_owned(), |authority| authority.host().to_owned())
        }
    };
    Some(authority.to_ascii_lowercase())
}

fn is_local_origin(origin: &HeaderValue) -> bool {
    let Some(uri) = origin.to_str().ok().and_then(|text| text.parse::<Uri>().ok()) else { return false };
    matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.host().is_some_and(|host| is_local_name(&host.to_ascii_lowercase()))
}

/// `localhost` and names under it (RFC 6761 §6.3), and loopback addresses.
fn is_local_name(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    host == "localhost" || host.ends_with(".localhost") || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
