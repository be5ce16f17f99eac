//! The command as people and scripts run it: the real program, its output, its exit code.

mod program;

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use program::{Serving, folder, run, text, waterglass};

const REQUEST: &str = r#"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"n","startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000"}]}]}]}"#;

#[cfg(unix)]
#[test]
fn serve_prints_one_line_and_ends_in_order() {
    let folder = folder();
    let serving = Serving::on(folder.path(), &["--db", "made/here.db"]);
    let line = serving.line.clone();
    for door in ["grpc", "http", "ui"] {
        assert!(line[door].as_str().is_some_and(|url| url.starts_with("http://127.0.0.1:")), "{line}");
    }
    assert!(line["db"].as_str().is_some_and(|db| db.ends_with("here.db") && Path::new(db).is_absolute()), "{line}");
    assert_eq!(line.as_object().map(|line| line.len()), Some(4));
    assert!(folder.path().join("made/here.db.lock.json").exists());
    assert_eq!(serving.stop(), (Some(0), String::new()));
    assert!(!folder.path().join("made/here.db.lock.json").exists());
}

#[test]
fn a_second_start_finds_the_first() {
    let folder = folder();
    let serving = Serving::on(folder.path(), &[]);
    let ui = serving.line["ui"].as_str().expect("an address").to_owned();
    let second = run(folder.path(), &["serve", "--grpc-port", "0", "--http-port", "0", "--ui-port", "0"]);
    let said = text(&second.stderr);
    assert!(
        !second.status.success() && said.contains(&ui) && said.contains(&format!("pid {}", serving.child.id())),
        "{said}"
    );
    let plain = run(folder.path(), &[]);
    assert!(plain.status.success() && text(&plain.stdout).contains(&ui), "{}", text(&plain.stdout));
}

#[cfg(unix)]
#[test]
fn telemetry_goes_in_and_out_with_and_without_an_instance() {
    let folder = folder();
    std::fs::write(folder.path().join("one.json"), REQUEST).expect("written");
    let serving = Serving::on(folder.path(), &["--db", "a.db"]);
    let import = run(folder.path(), &["import", "--db", "a.db", "one.json"]);
    assert_eq!(text(&import.stdout), "one.json: 1 spans, 0 log records, 0 data points\n", "{}", text(&import.stderr));
    let beside = run(folder.path(), &["export", "--db", "a.db"]);
    assert!(text(&beside.stdout).contains("5b8efff798038103d269b633813fc60c"));
    assert_eq!(serving.stop().0, Some(0));

    let traced = ["export", "--db", "a.db", "--trace", "5B8EFFF798038103D269B633813FC60C", "-o", "out.jsonl"];
    assert!(run(folder.path(), &traced).status.success());
    assert_eq!(std::fs::read(folder.path().join("out.jsonl")).expect("written"), beside.stdout);
    let direct = run(folder.path(), &["import", "--db", "b.db", "out.jsonl", "one.json"]);
    assert!(direct.status.success(), "{}", text(&direct.stderr));
    assert_eq!(run(folder.path(), &["export", "--db", "b.db"]).stdout, beside.stdout, "twice imported, once there");
}

#[test]
fn mistakes_are_told_and_fail() {
    let folder = folder();
    std::fs::write(folder.path().join("text.txt"), "hello").expect("written");
    let told: [(&[&str], &str, i32); 7] = [
        (&["export", "--db", "none.db"], "does not exist", 1),
        (&["export", "--db", "text.txt"], "not a Waterglass database", 1),
        (&["import", "--db", "x.db", "missing.json"], "missing.json cannot be opened", 1),
        (&["import", "--db", "x.db", "text.txt"], "holds no OpenTelemetry data", 1),
        (&["export", "--db", "x.db", "--trace", "12"], "not a trace id", 1),
        (&["serve", "--grpc-port", "99999"], "--grpc-port: \"99999\" is not a port number", 2),
        (&["serve", "--colour"], "--colour", 2),
    ];
    for (arguments, word, code) in told {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(text(&output.stderr).contains(word), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn flags_go_before_variables_before_the_config_file() {
    let folder = folder();
    let config = "db = 'file.db'\ngrpc_port = 0\nhttp_port = 0\nui_port = 0\njson = true\n";
    std::fs::write(folder.path().join("settings.toml"), config).expect("written");
    let db = |with: &dyn Fn(&mut Command)| {
        let mut command = waterglass(folder.path(), &["serve"]);
        command.env("WATERGLASS_CONFIG", "settings.toml");
        with(&mut command);
        let db = Serving::start(command).line["db"].as_str().expect("a path").to_owned();
        Path::new(&db).file_name().map(|name| name.to_string_lossy().into_owned()).expect("a name")
    };
    assert_eq!(db(&|_| {}), "file.db");
    let by_variable = |command: &mut Command| {
        command.env("WATERGLASS_DB", "variable.db");
    };
    assert_eq!(db(&by_variable), "variable.db");
    let by_both = |command: &mut Command| {
        command.env("WATERGLASS_DB", "variable.db").args(["--db", "flag.db"]);
    };
    assert_eq!(db(&by_both), "flag.db");
}

#[test]
fn a_taken_port_is_told_with_the_way_out_and_the_other_doors_open() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("bound").port().to_string();
    let serving = Serving::on(folder.path(), &["--http-port", &port]);
    let line = &serving.line;
    assert!(line["http"].is_null() && line["grpc"].is_string() && line["ui"].is_string(), "{line}");
    let problem = line["problems"][0].as_str().expect("a problem");
    assert!(problem.contains(&port) && problem.contains("WATERGLASS_HTTP_PORT="), "{problem}");
}

#[test]
fn help_and_version_are_answers() {
    let folder = folder();
    let version = run(folder.path(), &["--version"]);
    assert_eq!(text(&version.stdout), format!("waterglass {}\n", env!("CARGO_PKG_VERSION")));
    let help = run(folder.path(), &["--help"]);
    let said = text(&help.stdout);
    for word in
        ["serve", "export", "import", "OTEL_EXPORTER_OTLP_ENDPOINT", "WATERGLASS_GRPC_PORT", "http://127.0.0.1:4319"]
    {
        assert!(said.contains(word), "{word}");
    }
    assert!(help.status.success() && version.status.success());
}
