//! One file, several runs: what outlives them, who may have it, which files are refused.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use anyhow::Result;
use waterglass_model::Signal;
use waterglass_proto::{Status, TraceOutline};
use waterglass_server::{Config, Instance, StartError, running_instance};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{request, span, trace_id};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stored_outlives_the_run() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    waterglass.store(Signal::Traces, request("s", vec![span(1, 1, 0, "kept")])).await?;
    let waterglass = Waterglass::start_in(waterglass.stop().await).await?;
    waterglass.store(Signal::Traces, request("s", vec![span(1, 2, 1, "joined later")])).await?;
    let outline: TraceOutline = waterglass.get(&format!("/api/traces/{}", trace_id(1))).await?;
    assert_eq!(outline.spans.parent, [-1, 0]);
    let status: Status = waterglass.get("/api/status").await?;
    assert_eq!((status.counts.spans.0, status.checklist.span.is_some()), (2, true));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_writer_is_told_of_the_first() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let path = waterglass.path("test.db");
    let running = running_instance(&path).expect("it runs");
    assert_eq!((running.pid, &running.addresses), (std::process::id(), &waterglass.instance().addresses()));
    let Err(StartError::Taken { by: Some(by), .. }) = Box::pin(Instance::start(Config::on_free_ports(&path))).await
    else {
        panic!("two writers on one file")
    };
    assert_eq!(by.addresses, running.addresses);
    let folder = waterglass.stop().await;
    assert_eq!(running_instance(&path), None);
    Waterglass::start_in(folder).await?.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn newer_and_foreign_files_are_refused_and_left_alone() -> Result<()> {
    let folder = Waterglass::start().await?.stop().await;
    let path = folder.path().join("test.db");
    // `user_version` stands at byte 60 of an SQLite file, big end first.
    let mut file = std::fs::OpenOptions::new().write(true).open(&path)?;
    file.seek(SeekFrom::Start(60))?;
    file.write_all(&999u32.to_be_bytes())?;
    drop(file);
    let before = content(&path)?;
    let error = Box::pin(Instance::start(Config::on_free_ports(&path))).await.expect_err("newer");
    assert!(error.to_string().contains("newer version of Waterglass") && error.to_string().contains("--db"), "{error}");
    assert!(content(&path)? == before, "it was changed");

    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "not a database at all, but a text of some length, longer than a header of a file")?;
    let error = Box::pin(Instance::start(Config::on_free_ports(&text))).await.expect_err("foreign");
    assert!(error.to_string().contains("notes.txt"), "{error}");
    Ok(())
}

/// A database's bytes without its change counters, which SQLite moves by opening it.
fn content(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = std::fs::read(path)?;
    bytes[24..28].fill(0);
    bytes[92..96].fill(0);
    Ok(bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_shuts_its_own_door_only() -> Result<()> {
    let first = Waterglass::start().await?;
    let taken = first.instance().doors()[1].port;
    let config = Config { http_port: taken, ..Config::on_free_ports(&first.path("second.db")) };
    let second = Box::pin(Instance::start(config)).await?;
    let addresses = second.addresses();
    assert!(addresses.http.is_empty() && !addresses.grpc.is_empty() && !addresses.ui.is_empty());
    let problem = second.doors()[1].problem.clone().expect("a problem");
    assert!(problem.message.contains(&taken.to_string()));
    let free = problem.free_port.expect("another is free");
    assert_eq!(problem.setting, Some(format!("WATERGLASS_HTTP_PORT={free}")));
    let url = format!("{}/v1/traces", addresses.grpc);
    let reply = first.ask(
        http::Method::POST,
        &url,
        &[("content-type", "application/x-protobuf")],
        request("s", vec![span(1, 1, 0, "x")]),
    );
    assert_eq!(reply.await?.status, http::StatusCode::OK);
    second.shutdown().await;
    Ok(())
}
