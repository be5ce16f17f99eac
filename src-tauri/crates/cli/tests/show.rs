//! `waterglass show` as people and scripts use it: what it prints in each form, its exit status and what it says to help; asked of a file, of a file
//! beside a running instance, and of the instance.

mod program;

use std::io::Read as _;
use std::path::Path;
use std::process::{Output, Stdio};

use program::{Serving, folder, run, text, waterglass};
use serde_json::{Value, json};
use tempfile::TempDir;

const START: u64 = 1_700_000_000_000_000_000;
const AGENT: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const LONG: &str = "4bf92f0000000000000000000000000a";
const NEWEST: &str = "a0000000000000000000000000000001";

fn attribute(key: &str, value: Value) -> Value {
    match value {
        Value::String(text) => json!({"key": key, "value": {"stringValue": text}}),
        number => json!({"key": key, "value": {"intValue": number.to_string()}}),
    }
}

fn span(trace: &str, number: u64, parent: Option<u64>, name: &str, attributes: &[(&str, Value)]) -> Value {
    let id = |number: u64| format!("{number:016x}");
    let start = START + number * 1_000_000;
    json!({
        "traceId": trace, "spanId": id(number), "parentSpanId": parent.map(id).unwrap_or_default(), "name": name, "kind": 1,
        "startTimeUnixNano": start.to_string(), "endTimeUnixNano": (start + 500_000).to_string(),
        "attributes": attributes.iter().map(|(key, value)| attribute(key, value.clone())).collect::<Vec<_>>(),
    })
}

fn said(role: &str, words: &str) -> Value {
    json!({"role": role, "parts": [{"type": "text", "content": words}]})
}

fn chat(input: &[Value], output: &[Value], tokens: (u64, u64)) -> Vec<(&'static str, Value)> {
    vec![
        ("gen_ai.operation.name", json!("chat")),
        ("gen_ai.provider.name", json!("openai")),
        ("gen_ai.request.model", json!("gpt-4.1-mini")),
        ("gen_ai.usage.input_tokens", json!(tokens.0)),
        ("gen_ai.usage.output_tokens", json!(tokens.1)),
        ("gen_ai.input.messages", json!(json!(input).to_string())),
        ("gen_ai.output.messages", json!(json!(output).to_string())),
    ]
}

/// An agent with two calls and a tool; a trace with a long text and with what would make a terminal do things; the newest, which failed.
fn telemetry() -> String {
    let (asked, answer) = (said("user", "Where is A-1?"), said("assistant", "It has shipped."));
    let wants = json!({"role": "assistant", "parts": [{"type": "tool_call", "id": "c1", "name": "find", "arguments": {"id": "A-1"}}]});
    let found = json!({"role": "tool", "parts": [{"type": "tool_call_response", "id": "c1", "response": "shipped"}]});
    let agent = [
        ("gen_ai.operation.name", json!("invoke_agent")),
        ("gen_ai.usage.input_tokens", json!(30)),
        ("gen_ai.usage.output_tokens", json!(12)),
        ("gen_ai.conversation.id", json!("chat-7")),
    ];
    let tool = [
        ("gen_ai.operation.name", json!("execute_tool")),
        ("gen_ai.tool.name", json!("find")),
        ("gen_ai.tool.call.arguments", json!("{\"id\":\"A-1\"}")),
        ("gen_ai.tool.call.result", json!("shipped")),
    ];
    let mut root = span(AGENT, 1, None, "invoke_agent", &agent);
    root["endTimeUnixNano"] = json!((START + 9_000_000).to_string());
    let hostile = "\u{1b}]0;pwned\u{7}\u{1b}[2J\0 \u{202e}evil\u{9b}31m 日本語 שלום ```\n# no <script>";
    let many_lines: String = (0..500).map(|number| format!("{} line {number}\n", "x".repeat(400))).collect();
    let mut failed = span(NEWEST, 0x2_0000_0000, None, "chat", &chat(&[said("user", "hi")], &[], (1, 0)));
    failed["status"] = json!({"code": 2, "message": "429 slow\ndown"});
    let spans = [
        root,
        span(AGENT, 2, Some(1), "chat", &chat(std::slice::from_ref(&asked), std::slice::from_ref(&wants), (10, 7))),
        span(AGENT, 3, Some(1), "execute_tool find", &tool),
        span(AGENT, 4, Some(1), "chat", &chat(&[asked, wants, found], &[answer], (20, 5))),
        span(
            LONG,
            0x1_0000_0000,
            None,
            hostile,
            &chat(&[said("user", &many_lines)], &[said("assistant", hostile)], (1, 1)),
        ),
        failed,
    ];
    let service = json!([attribute("service.name", json!("shop"))]);
    json!({"resourceSpans": [{"resource": {"attributes": service}, "scopeSpans": [{"spans": spans}]}]}).to_string()
}

/// A folder with a database `a.db` in it.
fn stored() -> TempDir {
    let folder = folder();
    std::fs::write(folder.path().join("in.json"), telemetry()).expect("written");
    let import = run(folder.path(), &["import", "--db", "a.db", "in.json"]);
    assert!(import.status.success(), "{}", text(&import.stderr));
    folder
}

fn show(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, &[&["show", "--db", "a.db"], arguments].concat())
}

fn told(output: &Output) -> String {
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
    text(&output.stdout)
}

fn document(output: &Output) -> Value {
    serde_json::from_str(&told(output)).expect("JSON")
}

#[test]
fn a_trace_reads_as_a_tree_and_a_dialogue() {
    let folder = stored();
    let shown = told(&show(folder.path(), &[AGENT]));
    let (head, dialogue) = shown.split_once("\n── ").expect("a dialogue");
    for part in [
        "invoke_agent\n",
        "Session  chat-7\n",
        "Tokens   30 in, 12 out\n",
        "Cost     $0.0000",
        "\n├─ chat  ",
        "\n└─ chat  ",
    ] {
        assert!(head.contains(part), "{part:?}: {head}");
    }
    assert!(head.contains("(30)  (12)") && head.contains("repeated by other spans"), "{head}");
    let wanted = "user\n  Where is A-1?\nassistant\n  → find  c1 {\"id\":\"A-1\"}\n\n── execute_tool find · tool · 500 µs\n  → find {\"id\":\"A-1\"}\n  ← shipped\n\n\
                  ── chat · gpt-4.1-mini · 500 µs\n  [2 messages as before]\ntool\n  ← result  c1 shipped\nassistant\n  It has shipped.\n";
    assert_eq!(dialogue.split_once('\n').map(|(_, rest)| rest), Some(wanted), "{dialogue}");
    let below = told(&show(folder.path(), &[AGENT, "--span", "0000000000000003"]));
    assert!(below.contains("← shipped") && !below.contains("It has shipped."), "{below}");
    let failed = told(&show(folder.path(), &["latest"]));
    assert!(failed.contains(NEWEST) && failed.ends_with("user\n  hi\n  Failed: 429 slow down\n"), "{failed}");
    let markdown = told(&show(folder.path(), &[AGENT, "--format", "markdown"]));
    for part in [
        "## `invoke_agent`\n",
        "- Tokens: `30 in, 12 out`\n",
        "\n**`user`**\n\n```text\nWhere is A-1?\n```\n",
        "```json\n{\"id\":\"A-1\"}\n```",
    ] {
        assert!(markdown.contains(part), "{part:?}: {markdown}");
    }
}

#[test]
fn programs_get_the_names_that_are_promised() {
    let folder = stored();
    let whole = document(&show(folder.path(), &[AGENT, "--format", "json"]));
    let totals = ["input_tokens", "output_tokens", "cached_input_tokens", "cache_write_tokens", "reasoning_tokens"];
    assert_eq!(
        totals.map(|name| whole["totals"][name].clone()),
        [json!(30), json!(12), Value::Null, Value::Null, Value::Null]
    );
    assert!(whole["totals"]["cost"].as_f64().is_some_and(|cost| cost > 0.0), "{}", whole["totals"]);
    let genai = |place: usize| &whole["spans"][place]["genai"];
    for place in 0..4 {
        for name in [
            "type",
            "operation",
            "provider",
            "request_model",
            "response_model",
            "response_id",
            "finish_reasons",
            "conversation_id",
            "usage",
            "counted",
            "why",
            "input_messages",
            "output_messages",
            "tool",
            "sources",
        ] {
            assert!(genai(place).get(name).is_some(), "{name} of span {place}: {}", genai(place));
        }
        assert!(totals.iter().all(|name| genai(place)["usage"].get(name).is_some()));
    }
    let told =
        |place: usize| ["type", "operation", "provider", "request_model"].map(|name| genai(place)[name].as_str());
    assert_eq!(told(1), [Some("model"), Some("chat"), Some("openai"), Some("gpt-4.1-mini")]);
    assert_eq!((&genai(0)["counted"], &genai(1)["counted"]), (&json!(false), &json!(true)));
    assert!(genai(0)["why"].as_str().is_some_and(|why| why.contains("repeats")));
    assert_eq!(genai(1)["usage"]["input_tokens"], 10);
    assert_eq!(genai(1)["sources"]["input_tokens"], "gen_ai.usage.input_tokens", "{}", genai(1)["sources"]);
    assert_eq!(genai(1)["input_messages"][0]["role"], "user");
    assert_eq!(genai(1)["input_messages"][0]["parts"][0]["kind"], "text");
    let call = &genai(1)["output_messages"][0]["parts"][0];
    assert_eq!(
        [&call["kind"], &call["name"], &call["id"], &call["arguments"]],
        ["tool_call", "find", "c1", "{\"id\":\"A-1\"}"]
    );
    assert_eq!(genai(3)["input_messages"][2]["parts"][0]["kind"], "tool_result");
    assert_eq!((&genai(2)["tool"]["name"], &genai(2)["tool"]["result"]), (&json!("find"), &json!("shipped")));
    assert_eq!(genai(0)["conversation_id"], "chat-7");
}

#[test]
fn what_was_sent_is_shown_and_not_obeyed() {
    let folder = stored();
    for format in ["text", "markdown"] {
        let shown = told(&show(folder.path(), &[LONG, "--format", format]));
        let obeyed = |letter: char| (letter.is_control() && letter != '\n') || letter == '\u{202e}';
        assert_eq!(shown.chars().find(|letter| obeyed(*letter)), None, "{format}");
        assert!(shown.contains("line 499\n"), "whole where no terminal is");
        assert!(shown.contains("日本語 שלום"), "{format}: {shown}");
    }
    let markdown = told(&show(folder.path(), &[LONG, "--format", "markdown"]));
    assert!(markdown.contains("\n````text\n") && markdown.contains("\n# no <script>\n````\n"), "{markdown}");
    let json = document(&show(folder.path(), &[LONG, "--format", "json"]));
    let said = &json["spans"][0]["genai"]["output_messages"][0]["parts"][0]["text"];
    assert!(said.as_str().is_some_and(|said| said.starts_with("\u{1b}]0;pwned\u{7}") && said.contains('\0')), "{said}");
}

#[test]
fn mistakes_say_what_to_do() {
    let folder = stored();
    let cases: &[(&[&str], i32, &str)] = &[
        (&["4bf92f"], 2, "several traces begin with 4bf92f:\n"),
        (&["4bf92f"], 2, &format!("\n  {AGENT}  ")),
        (&["ffff"], 1, "no trace begins with ffff\n  waterglass query lists"),
        (&["0123456789abcdef0123456789abcdef"], 1, "waterglass query lists"),
        (&["latest", "--span", "0123456789abcdef"], 1, "--format json has the ids"),
        (&["latest", "--span", "12"], 2, "16 hex digits"),
        (&["newest"], 2, "or latest"),
        (&[], 2, "<TRACE_ID|latest>"),
        (&["latest", "--format", "xml"], 2, "[possible values: text, markdown, json]"),
        (&["latest", "--url", "http://127.0.0.1:1"], 2, "cannot be used with"),
    ];
    for (arguments, code, part) in cases {
        let output = show(folder.path(), arguments);
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(*code), 0), "{arguments:?} {said}");
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
    assert!(told(&show(folder.path(), &["4BF92F35"])).contains(AGENT), "a beginning that only one has will do");
    let missing = run(folder.path(), &["show", "latest", "--db", "none.db"]);
    assert!(missing.status.code() == Some(2) && text(&missing.stderr).contains("does not exist"));
    assert!(!folder.path().join("none.db").exists(), "whoever reads makes no file");
    let nobody = run(folder.path(), &["show", "latest", "--url", "127.0.0.1:1"]);
    assert!(nobody.status.code() == Some(2) && text(&nobody.stderr).contains("does not answer"));
}

#[test]
fn a_file_an_instance_and_the_file_beside_it_show_the_same() {
    let folder = stored();
    let questions: &[&[&str]] = &[
        &["latest"],
        &[AGENT, "--format", "markdown"],
        &["4bf92f3", "--format", "json"],
        &[LONG, "--format", "json"],
        &[AGENT, "--span", "0000000000000004"],
        &[AGENT, "--span", "0000000000000099"],
        &["4bf92f"],
        &["ffff"],
    ];
    let answers: Vec<Output> = questions.iter().map(|question| show(folder.path(), question)).collect();
    let serving = Serving::on(folder.path(), &["--db", "a.db"]);
    let [url, receiver] = ["ui", "http"].map(|door| serving.line[door].as_str().expect("an address").to_owned());
    for (question, alone) in questions.iter().zip(&answers) {
        for asked in [["--url", &url], ["--db", "a.db"]] {
            let answer = run(folder.path(), &[&["show"], &asked[..], question].concat());
            let both =
                [&answer, alone].map(|output| (output.status.code(), text(&output.stdout), text(&output.stderr)));
            assert_eq!(both[0], both[1], "{asked:?} {question:?}");
        }
    }
    let wrong = run(folder.path(), &["show", "latest", "--url", &receiver]);
    assert!(
        wrong.status.code() == Some(2) && text(&wrong.stderr).contains("address of the pages"),
        "{}",
        text(&wrong.stderr)
    );
    drop(serving);
    let empty = Serving::on(folder.path(), &["--db", "empty.db"]);
    let url = empty.line["ui"].as_str().expect("an address").to_owned();
    let none = run(folder.path(), &["show", "latest", "--url", &url]);
    assert!(
        none.status.code() == Some(1) && text(&none.stderr).contains("no trace is stored"),
        "{}",
        text(&none.stderr)
    );
}

#[test]
fn whoever_reads_may_stop() {
    let folder = stored();
    for format in ["text", "markdown", "json"] {
        let mut command = waterglass(folder.path(), &["show", "--db", "a.db", LONG, "--format", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut first = [0; 1];
        child.stdout.take().expect("piped").read_exact(&mut first).expect("a letter");
        let ended = child.wait_with_output().expect("it ends");
        assert_eq!((ended.status.code(), text(&ended.stderr).as_str()), (Some(0), ""), "{format}");
    }
}
