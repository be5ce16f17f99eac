//! What rude and unlucky clients cost: bombs, floods, stalls, idleness, leaving, and a door that closes.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use prost::Message;
use tokio::net::TcpStream;
use waterglass_receivers::{DEFAULT_ROOM, Limits};

use crate::raw::{Client, JSON, PROTOBUF, chunked, head, request, send};
use crate::world::{World, eventually, large, traces};

#[tokio::test]
async fn a_bomb_goes_off_in_a_small_room() {
    let world = World::capped(1 << 20).await;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1 << 20];
    (0..20).for_each(|_| encoder.write_all(&zeros).unwrap());
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 1 << 20, "it is small outside");
    let zstd_bomb = {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        (0..20).for_each(|_| encoder.write_all(&zeros).unwrap());
        encoder.finish().unwrap()
    };
    // Says that it is 4 GiB.
    let snappy_bomb = b"\xff\xff\xff\xff\x0f\x00a".to_vec();
    for (encoding, bomb) in [("gzip", &bomb), ("zstd", &zstd_bomb), ("snappy", &snappy_bomb)] {
        let answer =
            send(&world.address, &request("POST", "/v1/traces", &[JSON, ("content-encoding", encoding)], bomb)).await;
        assert_eq!(answer.status, 413, "{encoding}");
        let hint = "larger than 1 MiB when decompressed; start Waterglass with WATERGLASS_MAX_BODY_MIB set higher";
        assert!(answer.text().contains(hint), "{}", answer.text());
    }
    assert_eq!(world.inlet.free(), DEFAULT_ROOM);
}

/// The refusal reaches a client that is still sending, whether it told the length or not.
#[tokio::test]
async fn too_much_is_read_out_and_refused() {
    let world = World::capped(1 << 20).await;
    let body = large(5 << 20).encode_to_vec();
    assert_eq!(send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF], &body)).await.status, 413);
    assert_eq!(send(&world.address, &chunked("/v1/traces", &[PROTOBUF], &body)).await.status, 413);
    assert_eq!(world.problems().len(), 2);
    // Just inside.
    let body = large((1 << 20) - 200).encode_to_vec();
    assert_eq!(send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF], &body)).await.status, 200);
}

#[tokio::test]
async fn a_full_inlet_refuses_and_recovers() {
    let world = World::with(Limits::default(), 1 << 20).await;
    let gate = world.memory.gate.lock().await;
    let address = world.address.clone();
    let first = tokio::spawn(async move {
        send(&address, &request("POST", "/v1/traces", &[PROTOBUF], &large(1 << 20).encode_to_vec())).await.status
    });
    world.begun(1).await;
    assert_eq!(world.inlet.free(), 0);
    let answer = send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF], &traces(1).encode_to_vec())).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "1"));
    drop(gate);
    assert_eq!(first.await.unwrap(), 200);
    eventually(|| world.inlet.free() == 1 << 20).await;
    let answer = send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF], &traces(1).encode_to_vec())).await;
    assert_eq!(answer.status, 200);
}

/// Sixteen exporters with bodies that fill the room four times over: each waits its turn and none is refused.
#[tokio::test]
async fn many_large_bodies_pass_one_after_the_other() {
    let world = World::with(Limits::default(), 4 << 20).await;
    let body = large(1 << 20).encode_to_vec();
    let zipped = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&body).unwrap();
        encoder.finish().unwrap()
    };
    let plain = request("POST", "/v1/traces", &[PROTOBUF], &body);
    let zipped = request("POST", "/v1/traces", &[PROTOBUF, ("content-encoding", "gzip")], &zipped);
    let sending: Vec<_> = (0..16)
        .map(|number| {
            let bytes = if number % 2 == 0 { plain.clone() } else { zipped.clone() };
            let address = world.address.clone();
            tokio::spawn(async move { send(&address, &bytes).await.status })
        })
        .collect();
    for answer in sending {
        assert_eq!(answer.await.unwrap(), 200);
    }
    assert_eq!(world.stored().len(), 16);
    assert_eq!(world.inlet.free(), 4 << 20);
}

#[tokio::test]
async fn who_stalls_is_let_go() {
    let limits = Limits { body_idle: Duration::from_millis(100), ..Limits::default() };
    let world = World::with(limits, DEFAULT_ROOM).await;
    let mut client = Client::connect(&world.address).await;
    let mut bytes = head("POST", "/v1/traces", &[PROTOBUF]);
    bytes.extend_from_slice(b"content-length: 1000\r\n\r\nonly this");
    client.write(&bytes).await.unwrap();
    eventually(|| world.problems().len() == 1).await;
    assert!(world.problems()[0].reason.starts_with("the body stopped arriving"), "{:?}", world.problems());
    assert_eq!(world.inlet.free(), DEFAULT_ROOM);
}

#[tokio::test]
async fn who_says_nothing_is_let_go() {
    let limits = Limits { head_timeout: Duration::from_millis(100), ..Limits::default() };
    let world = World::with(limits, DEFAULT_ROOM).await;
    let mut silent = Client::connect(&world.address).await;
    assert!(silent.is_closed().await);
    let mut slow = Client::connect(&world.address).await;
    slow.write(b"POST /v1/traces HT").await.unwrap();
    assert!(slow.is_closed().await);
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let world = World::new().await;
    let mut client = Client::connect(&world.address).await;
    let mut sent = head("POST", "/v1/traces", &[]);
    sent.extend_from_slice(b"x: ");
    sent.resize(2 << 20, b'a');
    let _ = client.write(&sent).await;
    let answer = client.answer().await;
    assert!(answer.as_ref().is_none_or(|answer| answer.status == 431), "{answer:?}");
    assert_eq!(send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF], b"")).await.status, 200);
}

#[tokio::test]
async fn a_thousand_idle_connections_do_not_matter() {
    let world = World::new().await;
    let mut idle = Vec::new();
    for number in 0..1000 {
        let mut stream = TcpStream::connect(&world.address).await.unwrap();
        if number % 2 == 0 {
            // Half of them have begun to speak.
            tokio::io::AsyncWriteExt::write_all(&mut stream, b"POST /v1/traces HTTP/1.1\r\n").await.unwrap();
        }
        idle.push(stream);
    }
    let body = traces(1).encode_to_vec();
    assert_eq!(send(&world.address, &request("POST", "/v1/traces", &[PROTOBUF], &body)).await.status, 200);
    let (status, _) = crate::grpc::call(
        &world.address,
        "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        &[],
        crate::grpc::framed(0, &body),
    )
    .await;
    assert_eq!(status, "0");
    world.shutdown.cancel();
    eventually(|| world.door.is_finished()).await;
}

/// A page that unloads, a program that exits: what has arrived is kept.
#[tokio::test]
async fn who_leaves_at_once_has_still_sent() {
    let world = World::new().await;
    let gate = world.memory.gate.lock().await;
    let mut client = Client::connect(&world.address).await;
    client.write(&request("POST", "/v1/traces", &[PROTOBUF], &traces(1).encode_to_vec())).await.unwrap();
    world.begun(1).await;
    drop(client);
    tokio::time::sleep(Duration::from_millis(50)).await;
    drop(gate);
    eventually(|| world.stored() == [("traces", 1)]).await;
    eventually(|| world.inlet.free() == DEFAULT_ROOM).await;
}

#[tokio::test]
async fn a_door_that_closes_finishes_what_it_began() {
    let world = World::new().await;
    let gate = world.memory.gate.lock().await;
    let mut idle = Client::connect(&world.address).await;
    idle.write(&request("POST", "/v1/traces", &[PROTOBUF], b"")).await.unwrap();
    assert_eq!(idle.answer().await.expect("an answer").status, 200);
    let mut busy = Client::connect(&world.address).await;
    busy.write(&request("POST", "/v1/traces", &[PROTOBUF], &traces(1).encode_to_vec())).await.unwrap();
    world.begun(1).await;
    world.shutdown.cancel();
    assert!(idle.is_closed().await, "who is idle is let go at once");
    eventually_refused(&world.address).await;
    assert!(!world.door.is_finished());
    drop(gate);
    assert_eq!(busy.answer().await.expect("an answer").status, 200);
    eventually(|| world.door.is_finished()).await;
}

async fn eventually_refused(address: &str) {
    for _ in 0..100 {
        if TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the door still listens");
}

#[tokio::test]
async fn a_door_does_not_wait_for_ever() {
    let world = World::with(Limits { drain: Duration::from_millis(100), ..Limits::default() }, DEFAULT_ROOM).await;
    let _gate = world.memory.gate.lock().await;
    let mut busy = Client::connect(&world.address).await;
    busy.write(&request("POST", "/v1/traces", &[PROTOBUF], &traces(1).encode_to_vec())).await.unwrap();
    world.begun(1).await;
    world.shutdown.cancel();
    eventually(|| world.door.is_finished()).await;
    assert!(busy.answer().await.is_none(), "not acknowledged");
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_their_turn() {
    let world = World::with(Limits { connections: 2, ..Limits::default() }, DEFAULT_ROOM).await;
    let first = TcpStream::connect(&world.address).await.unwrap();
    let _second = TcpStream::connect(&world.address).await.unwrap();
    let address = world.address.clone();
    let third =
        tokio::spawn(async move { send(&address, &request("POST", "/v1/traces", &[PROTOBUF], b"")).await.status });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!third.is_finished());
    drop(first);
    assert_eq!(third.await.unwrap(), 200);
}
