//! A page in a frame that shows one picture, sound or film from another host, once the user has asked for it. It has a policy of its own, so
//! that the pages themselves go on allowing no other host at all. Runs no script, says not where it is asked from, and fetches nothing here:
//! the browser does.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, StatusCode, Uri};
use serde::Deserialize;

/// Where the page is.
pub(crate) const PATH: &str = "outside";

/// Media from any host (they are often moved from one to another), nothing else, and no scripts.
const POLICY: &str =
    "default-src 'none'; img-src http: https:; media-src http: https:; style-src 'unsafe-inline'; sandbox";

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    address: String,
}

/// Answers `/outside?kind=image|audio|video&address=…`; 400 for an address that is not of the web.
pub(crate) fn page(uri: &Uri) -> Response {
    let asked = Query::<Asked>::try_from_uri(uri).map(|Query(asked)| asked);
    let Some(media) = asked.ok().and_then(|asked| element(&asked)) else {
        return (StatusCode::BAD_REQUEST, "not an address that can be shown").into_response();
    };
    let html = format!(
        "<!doctype html><meta charset=utf-8><title>From another host</title>\
         <style>html,body{{height:100%;margin:0}}img,video{{width:100%;height:100%;object-fit:scale-down;object-position:left top}}\
         img{{font:13px system-ui;color:#808080}}audio{{width:100%;height:100%}}</style>{media}"
    );
    let mut answer = (StatusCode::OK, html).into_response();
    let out = answer.headers_mut();
    out.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    out.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    out.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    out.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    out.insert("referrer-policy", HeaderValue::from_static("no-referrer"));
    answer
}

fn element(Asked { kind, address }: &Asked) -> Option<String> {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme)?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let source = escaped(address);
    Some(match kind.as_str() {
        "audio" => format!("<audio controls src=\"{source}\"></audio>"),
        "video" => format!("<video controls src=\"{source}\"></video>"),
        _ => format!("<img alt=\"The picture could not be loaded.\" src=\"{source}\">"),
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str) -> Option<String> {
        let uri: Uri = format!("/outside?{query}").parse().unwrap();
        let Query(asked) = Query::<Asked>::try_from_uri(&uri).unwrap();
        element(&asked)
    }

    #[test]
    fn shows_what_is_of_the_web_and_nothing_else() {
        let picture = shown("kind=image&address=https%3A%2F%2Fexample.com%2Fa.png%3Fb%26c").unwrap();
        assert!(picture.contains("src=\"https://example.com/a.png?b&amp;c\""), "{picture}");
        assert!(shown("kind=audio&address=http://example.com/a.wav").unwrap().starts_with("<audio"));
        for refused in
            ["kind=image", "address=javascript:alert(1)", "address=file:///etc/passwd", "address=data:text/html,x"]
        {
            assert_eq!(shown(refused), None, "{refused}");
        }
    }

    #[test]
    fn an_address_cannot_leave_its_attribute() {
        let picture = shown("address=https://e.test/%22%3E%3Cscript%3Ealert(1)%3C/script%3E").unwrap();
        assert!(!picture.contains("<script"), "{picture}");
        assert_eq!(picture.matches('"').count(), 4, "{picture}");
    }

    #[test]
    fn has_a_policy_of_its_own() {
        let answer = page(&Uri::from_static("/outside?kind=image&address=https://e.test/a.png"));
        assert_eq!(answer.headers()[CONTENT_SECURITY_POLICY], POLICY);
        assert_eq!(page(&Uri::from_static("/outside")).status(), StatusCode::BAD_REQUEST);
    }
}
