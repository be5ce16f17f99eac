//! Who may ask the API, over a real socket; what the pages may do.

use anyhow::Result;
use http::{Method, StatusCode};
use waterglass_proto::{ApiError, ErrorCode};
use waterglass_tests_pipeline::Waterglass;

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_refused_and_programs_are_not() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let ui = waterglass.instance().addresses().ui;
    let status = format!("{ui}/api/status");
    let port = ui.rsplit(':').next().unwrap_or_default();
    let refused: [&[(&str, &str)]; 6] = [
        &[("host", "attacker.example")],
        &[("host", "127.0.0.1.nip.example")],
        &[("origin", "http://attacker.example")],
        &[("origin", "http://127.0.0.1:1")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
    ];
    for headers in refused {
        for method in [Method::GET, Method::DELETE, Method::OPTIONS] {
            let reply = waterglass.ask(method, &status, headers, "").await?;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{headers:?}");
            assert!(reply.headers.keys().all(|name| !name.as_str().starts_with("access-control")), "{headers:?}");
            assert_eq!(reply.json::<ApiError>()?.code, ErrorCode::Forbidden);
        }
    }
    let local = format!("localhost:{port}");
    let origin = format!("http://{local}");
    let allowed: [&[(&str, &str)]; 3] =
        [&[], &[("host", &local)], &[("host", &local), ("origin", &origin), ("sec-fetch-site", "same-origin")]];
    for headers in allowed {
        assert_eq!(waterglass.ask(Method::GET, &status, headers, "").await?.status, StatusCode::OK, "{headers:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ingest_doors_answer_no_question() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    for door in [waterglass.instance().addresses().grpc, waterglass.instance().addresses().http] {
        for path in ["/api/status", "/api/export", "/api/traces"] {
            let reply = waterglass.ask(Method::GET, &format!("{door}{path}"), &[], "").await?;
            assert!(!reply.status.is_success(), "{door}{path}: {}", reply.status);
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_come_with_a_policy_and_unknown_endpoints_with_an_error() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let ui = waterglass.instance().addresses().ui;
    for path in ["/", "/traces/00000000000000000000000000000001", "/settings"] {
        let reply = waterglass.ask(Method::GET, &format!("{ui}{path}"), &[], "").await?;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert!(reply.headers["content-type"].to_str()?.starts_with("text/html"), "{path}");
        let policy = reply.headers["content-security-policy"].to_str()?.to_owned();
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe-eval") && !policy.contains("script-src"));
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    }
    let script = waterglass.ask(Method::GET, &format!("{ui}/assets/missing.js"), &[], "").await?;
    assert_eq!(script.status, StatusCode::NOT_FOUND);
    let unknown = waterglass.ask(Method::GET, &format!("{ui}/api/nothing"), &[], "").await?;
    assert_eq!((unknown.status, unknown.json::<ApiError>()?.code), (StatusCode::NOT_FOUND, ErrorCode::NotFound));
    let wrong = waterglass.ask(Method::POST, &format!("{ui}/api/status"), &[], "").await?;
    assert_eq!((wrong.status, wrong.json::<ApiError>()?.code), (StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadRequest));
    let data = waterglass.ask(Method::GET, &format!("{ui}/api/status"), &[], "").await?;
    assert_eq!(data.headers["cache-control"], "no-store");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_window_names_files() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let path = waterglass.path("out.jsonl");
    let body = serde_json::json!({"path": path}).to_string();
    let over_the_socket = waterglass.api(Method::POST, "/api/export/file", body.clone()).await?;
    assert_eq!((over_the_socket.status, path.exists()), (StatusCode::FORBIDDEN, false));
    let import = waterglass.api(Method::POST, "/api/import/file", body.clone()).await?;
    assert_eq!(import.status, StatusCode::FORBIDDEN);

    let window = waterglass.instance().in_process();
    let request = http::Request::post("waterglass://localhost/api/export/file")
        .header("content-type", "application/json")
        .header("origin", "waterglass://localhost")
        .body(body.into_bytes())?;
    let answer = window.call(request).await;
    assert_eq!(answer.status(), StatusCode::OK, "{}", String::from_utf8_lossy(answer.body()));
    assert!(path.exists());
    Ok(())
}
