//! The shapes, each by a small example, told in one line per message: `role: part part`.

mod any;

use super::*;
use crate::messages::tree::opened;

/// A message in short: `user: "hi" call(name|args|id) result(name|text|id) [image]`.
fn short(messages: &[Message]) -> String {
    let none = || "-".to_owned();
    let part = |part: &Part| match part {
        Part::Text { text, .. } => format!("{text:?}"),
        Part::Reasoning { text, .. } => format!("thought({text})"),
        Part::ToolCall { id, name, arguments, .. } => {
            format!("call({name}|{arguments}|{})", id.clone().unwrap_or_else(none))
        }
        Part::ToolResult { id, name, result, .. } => {
            format!("result({}|{result}|{})", name.clone().unwrap_or_else(none), id.clone().unwrap_or_else(none))
        }
        Part::Image(_) => "[image]".to_owned(),
        Part::Audio(_) => "[audio]".to_owned(),
        Part::Video(_) => "[video]".to_owned(),
        Part::File(_) => "[file]".to_owned(),
        Part::Refusal { text, .. } => format!("refused({text})"),
        Part::Other { part_type, .. } => format!("other({part_type})"),
    };
    let one = |message: &Message| {
        let parts: Vec<_> = message.parts.iter().map(part).collect();
        let end = message.finish_reason.as_ref().map(|reason| format!(" .{reason}")).unwrap_or_default();
        format!("{}: {}{end}", message.role, parts.join(" "))
    };
    messages.iter().map(one).collect::<Vec<_>>().join(" / ")
}

fn read(side: Side, text: &str) -> String {
    let tree = opened(text).unwrap_or_else(|| panic!("no structure: {text}"));
    messages(&tree, Place { side, explicit: true }).map_or_else(|| "nothing".to_owned(), |found| short(&found))
}

fn input(text: &str) -> String {
    read(Side::Input, text)
}

fn output(text: &str) -> String {
    read(Side::Output, text)
}

#[test]
fn open_telemetry_s_parts() {
    let parts = r#"[{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},{"type":"text","content":"hi"},
        {"type":"tool_call","id":"c","name":"f","arguments":"{\"a\":1}"},{"type":"blob","modality":"image","content":"AA"},
        {"type":"uri","modality":"audio","uri":"http://x"},{"type":"compaction","id":"1"}],"finish_reason":"stop"}]"#;
    assert_eq!(
        output(parts),
        r#"assistant: thought(hm) "hi" call(f|{"a":1}|c) [image] [audio] other(compaction) .stop"#
    );
    let answers = r#"[{"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":{"a":1}}]},
        {"role":"user","parts":[{"type":"tool_call_response","id":"c","name":"f","result":"sun"}]}]"#;
    assert_eq!(input(answers), r#"tool: result(-|{"a":1}|c) / user: result(f|sun|c)"#);
    let server = r#"[{"role":"assistant","parts":[{"type":"server_tool_call","name":"web","id":"s","server_tool_call":{"type":"q"}}]}]"#;
    assert_eq!(output(server), r#"assistant: call(web|{"type":"q"}|s)"#);
}

#[test]
fn open_ai_s_messages_old_and_new() {
    assert_eq!(
        input(r#"[{"role":"user","content":"hi"},{"role":"system","content":null}]"#),
        r#"user: "hi" / system: "#
    );
    let calls = r#"{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function",
        "function":{"name":"f","arguments":"{\"a\": 1}"}}]}"#;
    assert_eq!(output(calls), r#"assistant: call(f|{"a":1}|c)"#);
    assert_eq!(
        output(r#"{"role":"assistant","function_call":{"name":"f","arguments":"no json"}}"#),
        "assistant: call(f|no json|-)"
    );
    assert_eq!(input(r#"[{"role":"tool","tool_call_id":"c","content":"sun"}]"#), "tool: result(-|sun|c)");
    let blocks = r#"[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"http://x"}},
        {"type":"input_audio","input_audio":{"data":"AA","format":"wav"}},{"type":"file","file":{"file_id":"f"}}]}]"#;
    assert_eq!(input(blocks), r#"user: "a" [image] [audio] [file]"#);
    assert_eq!(output(r#"{"role":"assistant","content":null,"refusal":"no"}"#), "assistant: refused(no)");
    let choices = r#"{"choices":[{"message":{"role":"assistant","content":"a"},"finish_reason":"stop"},
        {"message":{"role":"assistant","content":"b"},"finish_reason":"length"}]}"#;
    assert_eq!(output(choices), r#"assistant: "a" .stop / assistant: "b" .length"#);
    assert_eq!(output(r#"{"choices":[{"text":"a","finish_reason":"stop"}]}"#), r#"assistant: "a" .stop"#);
}

#[test]
fn the_responses_api() {
    let answer = r#"{"object":"response","status":"completed","output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},
        {"type":"message","role":"assistant","content":[{"type":"output_text","text":"hi"}]},
        {"type":"function_call","id":"fc","call_id":"c","name":"f","arguments":"{}"}]}"#;
    assert_eq!(output(answer), r#"assistant: thought(hm) "hi" call(f|{}|c) .completed"#);
    let asked = r#"{"model":"m","instructions":"be brief","input":[{"role":"user","content":[{"type":"input_text","text":"hi"}]},
        {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"sun"}]}"#;
    assert_eq!(input(asked), r#"system: "be brief" / user: "hi" / assistant: call(f|{}|c) / tool: result(-|sun|c)"#);
}

#[test]
fn anthropic_bedrock_and_gemini() {
    let anthropic = r#"{"type":"message","role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},
        {"type":"text","text":"hi"},{"type":"tool_use","id":"c","name":"f","input":{"a":1}}],"stop_reason":"tool_use"}"#;
    assert_eq!(output(anthropic), r#"assistant: thought(hm) "hi" call(f|{"a":1}|c) .tool_use"#);
    let result = r#"[{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":[{"type":"text","text":"sun"}]}]}]"#;
    assert_eq!(input(result), "user: result(-|sun|c)");
    let bedrock = r#"{"output":{"message":{"role":"assistant","content":[{"text":"hi"},
        {"toolUse":{"toolUseId":"c","name":"f","input":{"a":1}}}]}},"stopReason":"tool_use"}"#;
    assert_eq!(output(bedrock), r#"assistant: "hi" call(f|{"a":1}|c) .tool_use"#);
    let answered = r#"[{"role":"user","content":[{"toolResult":{"toolUseId":"c","content":[{"json":{"a":1}}],"status":"success"}}]}]"#;
    assert_eq!(input(answered), r#"user: result(-|{"a":1}|c)"#);
    let gemini = r#"{"candidates":[{"content":{"role":"model","parts":[{"text":"hm","thought":true},{"text":"hi"},
        {"functionCall":{"name":"f","args":{"a":1}}},{"inlineData":{"mimeType":"image/png","data":"AA"}}]},"finishReason":"STOP"}]}"#;
    assert_eq!(output(gemini), r#"assistant: thought(hm) "hi" call(f|{"a":1}|-) [image] .STOP"#);
    let asked = r#"{"contents":[{"role":"user","parts":[{"text":"hi"}]},{"role":"user","parts":[{"functionResponse":{"name":"f",
        "response":{"a":1}}}]}],"config":{"systemInstruction":"be brief"}}"#;
    assert_eq!(input(asked), r#"system: "be brief" / user: "hi" / user: result(f|{"a":1}|-)"#);
}

#[test]
fn lang_chain_s_ways_of_writing_one_message() {
    let constructor = r#"{"messages":[[{"lc":1,"type":"constructor","id":["langchain","schema","messages","SystemMessage"],
        "kwargs":{"content":"be brief","type":"system"}},{"lc":1,"type":"constructor","id":["x","HumanMessage"],"kwargs":{"content":"hi"}}]]}"#;
    assert_eq!(input(constructor), r#"system: "be brief" / user: "hi""#);
    let typed = r#"[{"type":"human","data":{"content":"hi","type":"human"}},{"type":"tool","data":{"content":"sun","tool_call_id":"c","name":"f"}}]"#;
    assert_eq!(input(typed), r#"user: "hi" / tool: result(f|sun|c)"#);
    assert_eq!(input(r#"[{"type":"human","content":"hi"},["ai","hello"]]"#), r#"user: "hi" / assistant: "hello""#);
    let generations = r#"{"generations":[[{"text":"","generation_info":{"finish_reason":"tool_calls"},"message":{"lc":1,"id":["AIMessage"],
        "kwargs":{"content":"","tool_calls":[{"name":"f","args":{"a":1},"id":"c","type":"tool_call"}]}}}]],"llm_output":null}"#;
    assert_eq!(output(generations), r#"assistant: call(f|{"a":1}|c) .tool_calls"#);
    let twice = r#"{"type":"ai","content":[{"type":"text","text":"hi"},{"type":"tool_use","id":"c","name":"f","input":{}}],
        "tool_calls":[{"name":"f","args":{},"id":"c"}]}"#;
    assert_eq!(output(twice), r#"assistant: "hi" call(f|{}|c)"#);
    assert_eq!(output(r#"{"generations":[[{"text":"hi"}]]}"#), r#"assistant: "hi""#);
}

#[test]
fn vercel_s_llama_index_and_the_rest() {
    let vercel = r#"[{"role":"assistant","content":[{"type":"reasoning","text":"hm"},{"type":"tool-call","toolCallId":"c","toolName":"f","input":{"a":1}}]},
        {"role":"tool","content":[{"type":"tool-result","toolCallId":"c","toolName":"f","output":{"type":"json","value":{"b":2}}}]}]"#;
    assert_eq!(input(vercel), r#"assistant: thought(hm) call(f|{"a":1}|c) / tool: result(f|{"b":2}|c)"#);
    assert_eq!(input(r#"{"system":"be brief","prompt":"hi"}"#), r#"system: "be brief" / user: "hi""#);
    assert_eq!(input(r#"[{"role":"MessageRole.USER","blocks":[{"block_type":"text","text":"hi"}]}]"#), r#"user: "hi""#);
    assert_eq!(
        output(r#"{"message":{"role":"assistant","content":"hi"},"done_reason":"stop"}"#),
        r#"assistant: "hi" .stop"#
    );
    assert_eq!(
        output(
            "{'role': 'assistant', 'content': None, 'tool_calls': [{'id': 'c', 'function': {'name': 'f', 'arguments': '{}'}}]}"
        ),
        "assistant: call(f|{}|c)"
    );
    let sdk = r#"{"text":"hi","reasoning":"hm","toolCalls":[{"toolCallId":"c","toolName":"f","args":{"a":1}}],"finishReason":"stop"}"#;
    assert_eq!(output(sdk), r#"assistant: thought(hm) "hi" call(f|{"a":1}|c) .stop"#);
    assert_eq!(output(r#"{"content":{"parts":[{"text":"hi"}],"role":"model"},"index":0}"#), r#"assistant: "hi""#);
    let azure = r#"{"role":"assistant","content":{"text":{"value":"hi","annotations":[]}}}"#;
    assert_eq!(output(azure), r#"assistant: "hi""#);
    let prompty = r#"[{"role":"assistant","parts":"[]","metadata":"{\"tool_calls\": [{\"id\": \"c\", \"function\": {\"name\": \"f\", \"arguments\": \"{}\"}}]}"}]"#;
    assert_eq!(input(prompty), "assistant: call(f|{}|c)");
    let beside = r#"[{"role":"tool","parts":[{"type":"text","content":"sun"}],"tool_call_id":"c"}]"#;
    assert_eq!(input(beside), "tool: result(-|sun|c)");
}

#[test]
fn chunks_of_a_stream_become_one_answer() {
    let chunks = r#"[{"object":"chat.completion.chunk","choices":[{"delta":{"role":"assistant","content":"It"}}]},
        {"object":"chat.completion.chunk","choices":[{"delta":{"content":" is","tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{\"a\""}}]}}]},
        {"object":"chat.completion.chunk","choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]},"finish_reason":"stop"}]},
        {"object":"chat.completion.chunk","choices":[],"usage":{"total_tokens":1}}]"#;
    assert_eq!(output(chunks), r#"assistant: "It is" call(f|{"a":1}|c) .stop"#);
}

#[test]
fn what_we_have_no_words_for_is_shown_whole() {
    let strange = r#"[{"role":"narrator","content":[{"type":"hologram","data":1},7,true]},{"answer":42}]"#;
    assert_eq!(input(strange), r#"narrator: other(hologram) "7" "true" / user: other(answer)"#);
    assert_eq!(input(r#"[{"role":"user","content":{"foo":"bar"}}]"#), "user: other(foo)");
    let own_json = r#"[{"role":"user","content":"[{\"type\":\"invoice\"}]"}]"#;
    assert_eq!(input(own_json), r#"user: "[{\"type\":\"invoice\"}]""#);
    assert_eq!(
        input(r#"[{"role":"user","content":"<script>alert(1)</script>"}]"#),
        r#"user: "<script>alert(1)</script>""#
    );
}

#[test]
fn what_looks_like_no_message_is_none() {
    let careful =
        |text: &str| messages(&opened(text).expect("structure"), Place { side: Side::Input, explicit: false });
    for text in
        [r#"{"q":"hi"}"#, r#"{"content":"a","title":"b"}"#, r#"["a","b"]"#, r#"[{"name":"f","args":{}}]"#, "{}", "[]"]
    {
        assert_eq!(careful(text), None, "{text}");
    }
    assert!(careful(r#"{"messages":[{"role":"user","content":"hi"}]}"#).is_some());
    assert!(careful(r#"{"inputs":{"messages":[["human","hi"]]}}"#).is_some());
}

#[test]
fn wrappers_inside_wrappers_are_looked_at_once() {
    for around in [
        "{\"input\":*}",
        "{\"output\":{\"message\":*}}",
        "[{\"data\":{\"prompt\":*}}]",
        "{\"choices\":[{\"message\":*}]}",
        "{\"messages\":*}",
    ] {
        let mut text = "{}".to_owned();
        for _ in 0..30 {
            text = around.replace('*', &text);
        }
        for explicit in [true, false] {
            let tree = opened(&text).expect("structure");
            messages(&tree, Place { side: Side::Output, explicit });
        }
    }
}

#[test]
fn tools_are_read_by_every_api_s_names() {
    let names = |text: &str| {
        let found = definitions(&opened(text).expect("structure"));
        found
            .into_iter()
            .map(|tool| {
                format!(
                    "{}|{}|{}",
                    tool.name,
                    tool.description.unwrap_or_default(),
                    tool.parameters.unwrap_or_default()
                )
            })
            .collect::<Vec<_>>()
    };
    let expected = [r#"f|d|{"type":"object"}"#];
    for text in [
        r#"[{"type":"function","name":"f","description":"d","parameters":{"type":"object"}}]"#,
        r#"[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}]"#,
        r#"[{"name":"f","description":"d","input_schema":{"type":"object"}}]"#,
        r#"["{\"type\":\"function\",\"name\":\"f\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\"}}"]"#,
        r#"[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"object"}}]}]"#,
        r#"[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{"type":"object"}}}}]"#,
        r#"[{"tool":{"json_schema":"{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\",\"parameters\":{\"type\":\"object\"}}}"}}]"#,
        r#"{"function_tools":[{"name":"f","description":"d","parameters_json_schema":{"type":"object"}}],"native_tools":[]}"#,
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
    assert_eq!(names(r#"[{"type":"web_search"}]"#), ["web_search||"]);
}
