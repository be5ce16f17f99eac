//! `waterglass query` as scripts use it: what it prints in each form, its exit status, and how it points at mistakes; asked of a file, of a file beside a
//! running instance, and of the instance.

mod program;

use std::path::Path;
use std::process::Output;

use program::{Serving, folder, run, text};
use serde_json::{Value, json};
use tempfile::TempDir;

const START: u64 = 1_700_000_000_000_000_000;

/// Five traces of two spans: 1 to 5 s long, the fourth with an error in its child, the fifth failed.
fn telemetry() -> String {
    let attribute = |key: &str, value: Value| json!({"key": key, "value": value});
    let spans = (1..=5u64).flat_map(|number| {
        let start = START + number * 1_000_000_000;
        let end = start + number * 1_000_000_000;
        let code = |wanted: bool| if wanted { json!({"code": 2}) } else { json!({}) };
        let root = json!({
            "traceId": format!("{number:032x}"), "spanId": format!("{number:014x}01"), "name": format!("GET /{number}"), "kind": 2,
            "startTimeUnixNano": start.to_string(), "endTimeUnixNano": end.to_string(), "status": code(number == 5),
            "attributes": [
                attribute("n", json!({"intValue": number.to_string()})),
                attribute("ratio", json!({"doubleValue": number as f64 / 2.0})),
                attribute("ok", json!({"boolValue": number == 1})),
                attribute("who", json!({"stringValue": format!("Ada \"{number}\", née x\n\u{1b}[31m")})),
                attribute("list", json!({"arrayValue": {"values": [{"stringValue": "a"}, {"intValue": "9007199254740993"}]}})),
                attribute("prompt", json!({"stringValue": "long ".repeat(20_000)})),
            ],
        });
        let child = json!({
            "traceId": format!("{number:032x}"), "spanId": format!("{number:014x}02"), "parentSpanId": format!("{number:014x}01"),
            "name": "SELECT", "startTimeUnixNano": start.to_string(), "endTimeUnixNano": (start + 1).to_string(), "status": code(number == 4),
        });
        [root, child]
    });
    let service = json!([attribute("service.name", json!({"stringValue": "shop"}))]);
    json!({"resourceSpans": [{"resource": {"attributes": service}, "scopeSpans": [{"spans": spans.collect::<Vec<_>>()}]}]}).to_string()
}

/// A folder with a database `a.db` in it.
fn stored() -> TempDir {
    let folder = folder();
    std::fs::write(folder.path().join("in.json"), telemetry()).expect("written");
    let import = run(folder.path(), &["import", "--db", "a.db", "in.json"]);
    assert!(import.status.success(), "{}", text(&import.stderr));
    folder
}

fn query(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, &[&["query"], arguments].concat())
}

fn of_file(folder: &Path, arguments: &[&str]) -> Output {
    query(folder, &[&["--db", "a.db"], arguments].concat())
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn lines(output: &Output) -> Vec<Value> {
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn rows_are_objects_with_their_own_types() {
    let folder = stored();
    let told = of_file(folder.path(), &["n>=4", "--format", "jsonl", "--columns", "n,ratio,ok,list,who,absent,span.n"]);
    assert_eq!(code(&told), Some(0));
    let row = |number: u64, status: &str| {
        json!({
            "trace_id": format!("{number:032x}"), "name": format!("GET /{number}"), "service": "shop",
            "start_ns": (START + number * 1_000_000_000).to_string(), "duration_ns": (number * 1_000_000_000).to_string(),
            "status": status, "spans": 2, "errors": 1,
            "n": number, "ratio": number as f64 / 2.0, "ok": false, "list": ["a", 9_007_199_254_740_993_u64],
            "who": format!("Ada \"{number}\", née x\n\u{1b}[31m"), "absent": null, "span.n": number,
        })
    };
    assert_eq!(lines(&told), [row(5, "failed"), row(4, "error")]);
    // The keys stand in the columns' order.
    let first = text(&told.stdout);
    assert!(first.starts_with(
        r#"{"trace_id":"00000000000000000000000000000005","name":"GET /5","service":"shop","start_ns":"17"#
    ));

    let whole = of_file(folder.path(), &["--format", "json", "--sort", "duration", "--asc", "--limit", "2"]);
    let rows: Value = serde_json::from_slice(&whole.stdout).expect("JSON");
    let names: Vec<_> = rows.as_array().expect("an array").iter().map(|row| row["name"].as_str()).collect();
    assert_eq!(names, [Some("GET /1"), Some("GET /2")]);

    let spans =
        of_file(folder.path(), &["name:SELECT", "--spans", "--format", "jsonl", "--limit", "0", "--columns", "kind"]);
    let rows = lines(&spans);
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[0]["span_id"], "0000000000000502");
    assert_eq!((&rows[0]["status"], &rows[1]["status"]), (&json!("unset"), &json!("error")));
    assert_eq!(rows[0]["duration_ns"], "1");
    let long = of_file(folder.path(), &["n:1", "--format", "jsonl", "--columns", "prompt"]);
    assert_eq!(lines(&long)[0]["prompt"].as_str().map(str::len), Some(100_000));
}

#[test]
fn tables_and_csv_hold_what_was_sent_without_obeying_it() {
    let folder = stored();
    let table = text(&of_file(folder.path(), &["--columns", "who,n", "--limit", "2"]).stdout);
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(rows.len(), 3, "{table}");
    assert!(rows[0].starts_with("START") && rows[0].ends_with("TRACE_ID"), "{table}");
    for part in
        ["GET /5", "shop", "failed", "5.00 s", "Ada \"5\", née x \u{fffd}[31m", "00000000000000000000000000000005"]
    {
        assert!(rows[1].contains(part), "{part}: {table}");
    }
    let csv = text(&of_file(folder.path(), &["n:3", "--format", "csv", "--columns", "who,list,absent"]).stdout);
    let wanted = format!(
        "trace_id,name,service,start_ns,duration_ns,status,spans,errors,who,list,absent\r\n{:032x},GET /3,shop,{},3000000000,ok,2,0,\
         \"Ada \"\"3\"\", née x\n\u{1b}[31m\",\"[\"\"a\"\",9007199254740993]\",\r\n",
        3,
        START + 3_000_000_000
    );
    assert_eq!(csv, wanted);
}

#[test]
fn the_exit_status_says_whether_there_was_something() {
    let folder = stored();
    let told: &[(&[&str], i32, &str)] = &[
        (&["status:error", "--count"], 0, "2\n"),
        (&["--count"], 0, "5\n"),
        (&["--count", "--spans", "status:error"], 0, "2\n"),
        (&["--count", "name:nothing"], 1, "0\n"),
        (&["name:nothing", "--format", "json"], 1, "[]\n"),
        (&["name:nothing", "--format", "jsonl"], 1, ""),
        (&["name:nothing"], 1, ""),
        (&["-status:error", "--count", "--format", "json"], 0, "3\n"),
        (&["-has:ok", "--count"], 1, "0\n"),
        (
            &["--sql", "select 1 as a, 2.5 as b, null as c, 'x' as a", "--format", "jsonl"],
            0,
            "{\"a\":1,\"b\":2.5,\"c\":null,\"a_2\":\"x\"}\n",
        ),
        (&["--sql", "select count(*) as n from spans_v where status = 'error'", "--format", "csv"], 0, "n\r\n2\r\n"),
        (&["--sql", "select name from traces_v where 0", "--format", "csv"], 1, "name\r\n"),
        (
            &[
                "--sql",
                "select attr(span, 'n') as n from spans_v where attr(span, 'n') > 3 order by 1",
                "--format",
                "csv",
                "--limit",
                "1",
            ],
            0,
            "n\r\n4\r\n",
        ),
    ];
    for (arguments, status, out) in told {
        let output = of_file(folder.path(), arguments);
        assert_eq!(
            (code(&output), text(&output.stdout).as_str()),
            (Some(*status), *out),
            "{arguments:?} {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn a_field_that_nobody_knows_is_named_when_nothing_matches() {
    let folder = stored();
    let asked = of_file(folder.path(), &["durration>2s", "--format", "json"]);
    assert_eq!((code(&asked), text(&asked.stdout).as_str()), (Some(1), "[]\n"));
    let said = "Note: looks for an attribute durration: did you mean duration?\n  durration>2s\n  ^^^^^^^^^\n";
    assert_eq!(text(&asked.stderr), said);
    assert_eq!(text(&of_file(folder.path(), &["n>2", "--count"]).stderr), "", "what is found needs no note");
}

#[test]
fn mistakes_are_pointed_at() {
    let folder = stored();
    let told: &[(&[&str], &str)] = &[
        (&["duration>2x"], "\n  duration>2x\n           ^"),
        (&["name:a (b"], "\n  name:a (b\n"),
        (&["é duration>2x", "--spans", "--count"], "\n  é duration>2x\n             ^"),
        (&["--sql", "select nam\nfrom spans_v"], "no such column: nam\n  select nam\n         ^^^\n"),
        (&["--sql", "delete from spans"], "waterglass: "),
        (&["--columns", &(0..40).map(|number| format!("c{number}")).collect::<Vec<_>>().join(",")], "at most 32"),
        (&["--sql", "select 1", "--count"], "cannot be used with"),
        (&["a", "b"], "unexpected argument 'b'"),
        (&["--format", "xml"], "invalid value 'xml'"),
        (&["--limit", "-1"], "--limit"),
    ];
    for (arguments, part) in told {
        let output = of_file(folder.path(), arguments);
        let said = text(&output.stderr);
        assert_eq!((code(&output), output.stdout.len()), (Some(2), 0), "{arguments:?} {said}");
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
    let missing = query(folder.path(), &["--db", "none.db"]);
    assert!(code(&missing) == Some(2) && text(&missing.stderr).contains("does not exist"));
    let nobody = query(folder.path(), &["--url", "127.0.0.1:1"]);
    assert!(code(&nobody) == Some(2) && text(&nobody.stderr).contains("does not answer"), "{}", text(&nobody.stderr));
    let secure = query(folder.path(), &["--url", "https://127.0.0.1:1"]);
    assert!(code(&secure) == Some(2) && text(&secure.stderr).contains("looks like http://"));
}

#[test]
fn a_file_an_instance_and_the_file_beside_it_answer_alike() {
    let folder = stored();
    let questions: &[&[&str]] = &[
        &["n>2", "--format", "jsonl", "--columns", "n,who,list", "--sort", "n"],
        &["--spans", "--format", "csv", "--limit", "3"],
        &["--count", "status:error"],
        &["--count", "--spans", "name:SELECT"],
        &[
            "--sql",
            "select trace_id, duration_ms, attr(span, 'ratio') as r from spans_v order by span",
            "--format",
            "jsonl",
        ],
        &["name:nothing"],
        &["duration>2x"],
        &["--sql", "select 1; select 2"],
    ];
    let answers: Vec<Output> = questions.iter().map(|question| of_file(folder.path(), question)).collect();
    let serving = Serving::on(folder.path(), &["--db", "a.db"]);
    let url = serving.line["ui"].as_str().expect("an address").to_owned();
    for (question, alone) in questions.iter().zip(&answers) {
        for asked in [["--url", &url], ["--db", "a.db"]] {
            let answer = query(folder.path(), &[&asked[..], question].concat());
            let both = [&answer, alone].map(|output| (code(output), text(&output.stdout), text(&output.stderr)));
            assert_eq!(both[0], both[1], "{asked:?} {question:?}");
        }
    }
}

#[test]
fn what_matches_is_exported() {
    let folder = stored();
    let part = run(folder.path(), &["export", "--db", "a.db", "--where", "-status:ok duration>4s", "-o", "part.json"]);
    assert_eq!((code(&part), text(&part.stderr).as_str()), (Some(0), ""));
    assert!(run(folder.path(), &["import", "--db", "b.db", "part.json"]).status.success());
    let found = query(folder.path(), &["--db", "b.db", "--format", "csv", "--columns", "n"]);
    assert_eq!(
        text(&found.stdout).lines().map(|row| row.rsplit(',').next().unwrap_or_default()).collect::<Vec<_>>(),
        ["n", "5"]
    );
    let none = run(folder.path(), &["export", "--db", "a.db", "--where", "name:nothing"]);
    assert!(code(&none) == Some(1) && text(&none.stderr).contains("a.db matches"), "{}", text(&none.stderr));
    let mistake = run(folder.path(), &["export", "--db", "a.db", "--where", "duration>2x"]);
    assert_eq!(code(&mistake), Some(2));
    assert!(text(&mistake.stderr).contains("\n  duration>2x\n           ^"), "{}", text(&mistake.stderr));
}

#[test]
fn without_a_name_the_running_instance_answers() {
    let folder = stored();
    let none = query(folder.path(), &[]);
    assert!(code(&none) == Some(2) && text(&none.stderr).contains("nothing has been stored"), "{}", text(&none.stderr));
    let serving = Serving::on(folder.path(), &[]);
    let import = run(folder.path(), &["import", "in.json"]);
    assert!(import.status.success(), "{}", text(&import.stderr));
    let found = query(folder.path(), &["--count"]);
    assert_eq!((code(&found), text(&found.stdout).as_str()), (Some(0), "5\n"), "{}", text(&found.stderr));
    drop(serving);
    let found = query(folder.path(), &["--count", "--spans"]);
    assert_eq!((code(&found), text(&found.stdout).as_str()), (Some(0), "10\n"), "{}", text(&found.stderr));
}
