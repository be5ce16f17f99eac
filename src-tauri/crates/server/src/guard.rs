//! Who may ask: pages of this very address, programs on this machine, and the window. Keeps other web pages out of a developer's prompts.
//!
//! Against DNS rebinding the Host must be this machine's own name, never a name that somebody's DNS answers for; against requests made by
//! other pages (CSRF) the Origin, and what the browser says about the site it asks from, must be ours. Programs send neither.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{HOST, ORIGIN};
use http::{HeaderMap, Method, Uri};
use waterglass_proto::ErrorCode;

use crate::Host;
use crate::api::ApiFailure;

/// Marks a request that came from the window in this process, over no socket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FromWindow;

/// Lets a request through or refuses it.
pub(crate) async fn check(State(host): State<Host>, request: Request, next: Next) -> Response {
    let from_window = request.extensions().get::<FromWindow>().is_some();
    if !from_window && let Err(failure) = verdict(host, request.method(), request.uri(), request.headers()) {
        return failure.into_response();
    }
    next.run(request).await
}

fn verdict(host: Host, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), ApiFailure> {
    // HTTP/2 puts the host into the address.
    let named = match headers.get(HOST) {
        Some(value) => value.to_str().ok(),
        None => uri.authority().map(|authority| authority.as_str()),
    };
    let Some(authority) = named.filter(|named| is_own(host, named)) else {
        let named = named.unwrap_or("no host");
        let hint = match host {
            Host::Local => "Use http://127.0.0.1, http://localhost or http://[::1] with this port.",
            Host::Address(_) => "Use the machine's IP address with this port: a name could be anybody's.",
        };
        return Err(refuse(format!("requests for {named} are not answered here"), hint));
    };
    if let Some(origin) = headers.get(ORIGIN) {
        let ours = origin.to_str().is_ok_and(|origin| origin.strip_prefix("http://") == Some(authority));
        if !ours {
            let origin = String::from_utf8_lossy(origin.as_bytes()).into_owned();
            return Err(refuse(
                format!("requests made by {origin} are not answered here"),
                "Only the page served by this address may use it.",
            ));
        }
    }
    // No Origin comes with a plain GET, also one made by another page; browsers say so in another way. Following a link to a page of
    // ours is fine, reading data is not.
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok()).unwrap_or("none");
    let elsewhere = !matches!(site, "none" | "same-origin");
    let follows_link = method == Method::GET && !uri.path().starts_with("/api/");
    if elsewhere && !follows_link {
        return Err(refuse("requests made by another site are not answered here".into(), "Open the address itself."));
    }
    Ok(())
}

/// Whether `authority` (`HOST` or `HOST:PORT`) names this machine by something no DNS server can say.
fn is_own(host: Host, authority: &str) -> bool {
    let name = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(name, _)| name),
        None => authority.rsplit_once(':').map_or(authority, |(name, _)| name),
    };
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    match (name.parse::<IpAddr>(), host) {
        (Ok(address), Host::Local) => address.is_loopback(),
        // Who listens on more than this machine is asked by the addresses it has; an address cannot be rebound.
        (Ok(_), Host::Address(_)) => true,
        (Err(_), _) => false,
    }
}

fn refuse(message: String, hint: &str) -> ApiFailure {
    ApiFailure::new(ErrorCode::Forbidden, message).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(method: Method, path: &str, headers: &[(&'static str, &str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().expect("a value")))
            .collect();
        verdict(Host::Local, &method, &path.parse().expect("a path"), &headers).is_ok()
    }

    #[test]
    fn programs_and_our_own_page_may_ask() {
        assert!(asks(Method::GET, "/api/status", &[("host", "127.0.0.1:4319")]));
        assert!(asks(Method::DELETE, "/api/data", &[("host", "localhost:4319")]));
        assert!(asks(Method::POST, "/api/sample", &[("host", "[::1]:4319"), ("origin", "http://[::1]:4319")]));
        let ours = [("host", "localhost:4319"), ("origin", "http://localhost:4319"), ("sec-fetch-site", "same-origin")];
        assert!(asks(Method::POST, "/api/sample", &ours));
    }

    #[test]
    fn names_that_dns_answers_for_are_refused() {
        for host in ["evil.example", "127.0.0.1.evil.example:4319", "localhost.evil.example", "192.168.1.5:4319", ""] {
            assert!(!asks(Method::GET, "/", &[("host", host)]), "{host}");
        }
        assert!(!asks(Method::GET, "/", &[]));
    }

    #[test]
    fn other_pages_are_refused() {
        let host = ("host", "127.0.0.1:4319");
        for origin in
            ["http://127.0.0.1:3000", "http://localhost:4319", "https://127.0.0.1:4319", "null", "http://evil"]
        {
            assert!(!asks(Method::GET, "/api/traces", &[host, ("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site"] {
            assert!(!asks(Method::GET, "/api/traces", &[host, ("sec-fetch-site", site)]));
            assert!(asks(Method::GET, "/trace/1", &[host, ("sec-fetch-site", site)]), "a link is followed");
            assert!(!asks(Method::POST, "/", &[host, ("sec-fetch-site", site)]));
        }
    }

    #[test]
    fn on_all_addresses_any_address_may_be_named_but_no_name() {
        let host = Host::Address(IpAddr::from([0, 0, 0, 0]));
        assert!(is_own(host, "192.168.1.5:4319") && is_own(host, "localhost") && !is_own(host, "box.example:4319"));
    }
}
