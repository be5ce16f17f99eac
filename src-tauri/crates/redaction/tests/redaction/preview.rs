//! What a preview tells.

use waterglass_model::Signal;
use waterglass_model::wire::{put_bytes, put_message};

use crate::batches::{all, attribute, attributes, batch, span, text};

#[test]
fn a_preview_shows_what_would_go_and_from_where() {
    let redactor = all();
    let long = format!("{} write to a@b.example about it {}", "é".repeat(100), "ü".repeat(100));
    let mut item = span("s", &[attribute("input", &text(&long)), attribute("db.password", &text("hunter2"))]);
    put_message(&mut item, 11, |event| {
        put_bytes(event, 2, b"exception");
        put_bytes(event, 3, &attribute("exception.message", &text("no user a@b.example")));
    });
    let resource = attributes(1, &[attribute("owner", &text("a@b.example"))]);
    let batch = batch(Signal::Traces, &resource, &[&item]);
    let mut preview = redactor.preview();
    preview.look(&batch);
    preview.look(&batch);
    let found = preview.finish();
    assert!(found.values > 8, "{}", found.values);
    let told: Vec<_> = found
        .changes
        .iter()
        .take(4)
        .map(|change| (change.span_id.as_str(), change.place.as_str(), change.after.as_str()))
        .collect();
    let id = "0808080808080808";
    assert_eq!(told[0], ("", "resource: owner", "[redacted: e-mail]"));
    assert_eq!(told[2], (id, "db.password", "[redacted: password]"));
    assert_eq!(told[3], (id, "event: exception: exception.message", "no user [redacted: e-mail]"));
    assert_eq!((told[1].0, told[1].1), (id, "input"));
    assert!(
        told[1].2.starts_with('…')
            && told[1].2.contains(" write to [redacted: e-mail] about it ")
            && told[1].2.ends_with('…'),
        "{}",
        told[1].2
    );
    assert_eq!(found.changes[1].before, told[1].2.replace("[redacted: e-mail]", "a@b.example"));
    assert_eq!(found.changes[1].rules, ["E-mail addresses"]);
    // The resource is told once, the spans each time.
    assert_eq!(found.changes.len(), 7);
}

#[test]
fn a_log_record_is_told_with_its_span() {
    let mut record = Vec::new();
    put_bytes(&mut record, 5, &text(r#"{"to": "a@b.example"}"#));
    put_bytes(&mut record, 6, &attribute("api_key", &text("k")));
    put_bytes(&mut record, 9, &[7; 16]);
    put_bytes(&mut record, 10, &[8; 8]);
    let redactor = all();
    let mut preview = redactor.preview();
    preview.look(&batch(Signal::Logs, &[], &[&record]));
    let found = preview.finish();
    let told: Vec<_> = found.changes.iter().map(|change| (change.span_id.as_str(), change.place.as_str())).collect();
    assert_eq!(told, [("0808080808080808", "log record: body"), ("0808080808080808", "log record: api_key")]);
    assert!(!found.partial && found.more == 0);
}
