//! The contract of `receiver.rs`, asked of every row of the table. A row without examples fails: add them with the row.

use prost::Message;
use waterglass_receivers::{DEFAULT_ROOM, RECEIVERS, Refusal};

use crate::raw::{PROTOBUF, request, send};
use crate::world::{World, large, request_of, span, traces};
use crate::{grpc, world};

/// How an answer must be taken by the protocol's clients.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Taken,
    /// Send it again later.
    Again,
    /// Do not send it again; tell someone.
    Never,
}

/// One request of a protocol, and what its answer means to the clients.
async fn ask(receiver: &str, world: &World, body: Vec<u8>) -> Meaning {
    match receiver {
        "OTLP/HTTP" => {
            let answer = send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF], &body)).await;
            match answer.status {
                200 => Meaning::Taken,
                429 | 502 | 503 | 504 => {
                    assert!(!answer.header("retry-after").is_empty());
                    Meaning::Again
                }
                _ => Meaning::Never,
            }
        }
        "OTLP/gRPC" => {
            let path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
            let (status, headers) = grpc::call(&world.address, path, &[], grpc::framed(0, &body)).await;
            match status.as_str() {
                "0" => Meaning::Taken,
                "14" => {
                    assert!(headers.contains_key("grpc-status-details-bin"));
                    Meaning::Again
                }
                "1" | "4" | "8" | "10" | "11" | "15" => panic!("{status} is retried by some clients and not by others"),
                _ => Meaning::Never,
            }
        }
        other => panic!("{other} has no examples here"),
    }
}

#[tokio::test]
async fn every_receiver_keeps_the_contract() {
    for receiver in RECEIVERS {
        let name = receiver.name();
        let world = World::capped(1 << 20).await;
        let good = traces(2).encode_to_vec();

        // 3: acknowledged only after the sink said yes.
        let gate = world.memory.gate.lock().await;
        {
            let asked = ask(name, &world, good.clone());
            tokio::pin!(asked);
            tokio::select! {
                meaning = &mut asked => panic!("{name}: {meaning:?} before the commit"),
                () = world.begun(1) => {}
            }
            drop(gate);
            assert_eq!(asked.await, Meaning::Taken, "{name}");
        }
        assert_eq!(world.batches()[0].body, good, "{name}: verbatim");

        // 4: what would succeed later is sent again, what never can is not. 6: and the app hears of each.
        world.refuse(Some(Refusal::Busy));
        assert_eq!(ask(name, &world, good.clone()).await, Meaning::Again, "{name}");
        world.refuse(Some(Refusal::Storage("the disk is full".into())));
        assert_eq!(ask(name, &world, good.clone()).await, Meaning::Again, "{name}");
        world.refuse(None);
        assert_eq!(ask(name, &world, b"\x0a\xff\xff".to_vec()).await, Meaning::Never, "{name}");
        assert_eq!(ask(name, &world, large(2 << 20).encode_to_vec()).await, Meaning::Never, "{name}");
        assert_eq!(world.problems().len(), 4, "{name}: {:?}", world.problems());
        assert!(world.problems().iter().all(|problem| !problem.reason.is_empty()), "{name}");

        // 5: a bad item costs itself alone.
        let mut bad = span(9);
        bad.trace_id.clear();
        assert_eq!(ask(name, &world, request_of(vec![bad, span(1)]).encode_to_vec()).await, Meaning::Taken, "{name}");
        assert_eq!(world.stored().last(), Some(&("traces", 1)), "{name}");
        assert_eq!(world.problems().last().map(|problem| problem.count), Some(1), "{name}");

        // 7: a panic behind it is an answer, and nothing stays held.
        world.panic(true);
        assert_eq!(ask(name, &world, good.clone()).await, Meaning::Never, "{name}");
        world.panic(false);
        assert_eq!(ask(name, &world, good).await, Meaning::Taken, "{name}");
        world::eventually(|| world.inlet.free() == DEFAULT_ROOM).await;
    }
}

#[test]
fn names_are_distinct_and_the_last_row_takes_what_is_left() {
    let mut names: Vec<_> = RECEIVERS.iter().map(|receiver| receiver.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), RECEIVERS.len());
    let (head, ()) = http::Request::get("/nowhere").body(()).unwrap().into_parts();
    assert!(RECEIVERS.last().expect("a row").claims(&head));
}
