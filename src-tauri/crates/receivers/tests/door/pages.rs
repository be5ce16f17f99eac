//! Browsers: preflights, origins, names.

use prost::Message;

use crate::raw::{JSON, PROTOBUF, request, send};
use crate::world::{World, traces};

#[tokio::test]
async fn pages_of_this_machine_may_send() {
    let world = World::new().await;
    for origin in [
        "http://localhost:3000",
        "http://127.0.0.1:8080",
        "https://localhost",
        "http://[::1]:5173",
        "http://app.localhost:80",
    ] {
        let headers = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type,x-api-key"),
        ];
        let answer = send(&world.address, &request("OPTIONS", "/v1/traces", &headers, b"")).await;
        assert_eq!(answer.status, 204);
        assert_eq!(answer.header("access-control-allow-origin"), origin, "echoed: a beacon has credentials");
        assert_eq!(answer.header("access-control-allow-credentials"), "true");
        assert_eq!(answer.header("access-control-allow-methods"), "POST");
        assert_eq!(answer.header("access-control-allow-headers"), "content-type,x-api-key");
        assert_eq!(answer.header("vary"), "Origin, Access-Control-Request-Headers");
        let body = traces(1).encode_to_vec();
        let answer = send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF, ("Origin", origin)], &body)).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, origin));
        assert_eq!(answer.header("access-control-expose-headers"), "Retry-After");
        let answer = send(&world.address, &request("POST", "/v1/traces", &[JSON, ("Origin", origin)], b"[]")).await;
        assert_eq!(
            (answer.status, answer.header("access-control-allow-origin")),
            (400, origin),
            "errors are readable too"
        );
    }
}

#[tokio::test]
async fn pages_of_elsewhere_may_not() {
    let world = World::new().await;
    let body = traces(1).encode_to_vec();
    for origin in [
        "https://evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://192.168.1.5:3000",
        "null",
        "file://",
        "ftp://localhost",
        "",
    ] {
        let asked = [("Origin", origin), ("Access-Control-Request-Method", "POST")];
        let answer = send(&world.address, &request("OPTIONS", "/v1/traces", &asked, b"")).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (403, ""), "{origin}");
        // What needs no preflight must be refused itself.
        let simple = [("Origin", origin), ("Content-Type", "text/plain")];
        let answer = send(&world.address, &request("POST", "/v1/traces", &simple, &body)).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (403, ""), "{origin}");
    }
    assert!(world.stored().is_empty());
}

#[tokio::test]
async fn only_names_of_this_machine_are_answered_on_loopback() {
    let world = World::new().await;
    let body = traces(1).encode_to_vec();
    let status = async |host: &str| {
        send(&world.address, &request("POST", "/v1/traces", &[("Host", host), PROTOBUF], &body)).await.status
    };
    for host in [
        "localhost",
        "LOCALHOST:4318",
        "127.0.0.1:4317",
        "127.8.8.8",
        "[::1]:4318",
        "a.localhost",
        "host.docker.internal:4318",
    ] {
        assert_eq!(status(host).await, 200, "{host}");
    }
    for host in ["evil.example:4318", "localhost.evil.example", "192.168.1.5", "0.0.0.0:4318"] {
        assert_eq!(status(host).await, 403, "{host}");
    }
    let problems = world.problems();
    assert_eq!(problems.len(), 4);
    assert!(problems[0].reason.contains("--host"), "{}", problems[0].reason);
}

#[tokio::test]
async fn any_name_is_answered_where_the_user_opened_the_door() {
    use std::sync::Arc;
    use tokio_util::sync::CancellationToken;
    use waterglass_receivers::{Inlet, Limits, Refusal, Rejected, Sink, serve_door};
    struct Nowhere;
    impl Sink for Nowhere {
        fn store(&self, _: waterglass_model::Batch) -> futures_util::future::BoxFuture<'static, Result<(), Refusal>> {
            Box::pin(async { Ok(()) })
        }
        fn rejected(&self, _: Rejected) {}
    }
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let address = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
    let shutdown = CancellationToken::new();
    tokio::spawn(serve_door(listener, Inlet::new(Arc::new(Nowhere), 1 << 20), Limits::default(), shutdown.clone()));
    let bytes = request("POST", "/v1/traces", &[("Host", "my-machine.lan:4318"), PROTOBUF], &traces(1).encode_to_vec());
    assert_eq!(send(&address, &bytes).await.status, 200);
    shutdown.cancel();
}
