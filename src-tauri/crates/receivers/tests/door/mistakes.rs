//! OTLP/JSON with mistakes in it, over a socket: what is answered, what is stored, what the app is told. Each mistake by itself is a
//! test of the model.

use waterglass_model::otlp::{Span, Value};

use crate::raw::{Answer, JSON, request, send};
use crate::world::World;

const IDS: &str = r#""traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174""#;

async fn post(world: &World, spans: &str) -> Answer {
    let json = format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{spans}]}}]}}]}}"#);
    send(&world.address, &request("POST", "/v1/traces", &[JSON, ("user-agent", "by hand")], json.as_bytes())).await
}

#[tokio::test]
async fn a_number_that_does_not_fit_costs_its_span_alone() {
    let world = World::new().await;
    let answer = post(
        &world,
        &format!(
            r#"{{{IDS},"name":"a"}},{{{IDS},"name":"b","startTimeUnixNano":1e20}},{{{IDS},"name":"c","kind":-3e9}}"#
        ),
    )
    .await;
    let first = "span \"b\" (resource 0, scope 0, item 1): invalid value: floating point `1e+20`, expected an unsigned 64-bit integer, as a number or a string (startTimeUnixNano)";
    let second = "span \"c\" (resource 0, scope 0, item 2): invalid value: -3000000000, expected a number or name of the enum (kind)";
    let expected =
        serde_json::json!({ "partialSuccess": { "rejectedSpans": "2", "errorMessage": format!("{first}; {second}") } });
    assert_eq!((answer.status, answer.text()), (200, expected.to_string()));
    assert_eq!(world.stored(), [("traces", 1)]);
    let told: Vec<_> = world.problems().into_iter().map(|one| (one.user_agent, one.count, one.reason)).collect();
    assert_eq!(told, [("by hand".into(), 1, first.to_owned()), ("by hand".into(), 1, second.to_owned())]);
}

/// What JavaScript's SDK sends for `Number.MAX_VALUE`: nothing is refused, and what was done is said (OTLP allows a message with
/// nothing rejected).
#[tokio::test]
async fn a_value_that_does_not_fit_is_kept_as_a_double() {
    let world = World::new().await;
    let attribute = r#"{"key":"most","value":{"intValue":1.7976931348623157e+308}}"#;
    let answer = post(&world, &format!(r#"{{{IDS},"name":"a","attributes":[{attribute}]}}"#)).await;
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (
            200,
            r#"{"partialSuccess":{"errorMessage":"span \"a\": attribute \"most\": intValue 1.7976931348623157e+308 was kept as a double"}}"#
        )
    );
    assert!(world.problems().is_empty(), "nothing was refused");
    let batch = world.batches().remove(0);
    let span = Span::parse(batch.slice(&batch.items[0].bytes)).unwrap();
    assert_eq!(span.attributes().collect::<Vec<_>>(), [("most", Value::Double(f64::MAX))]);
}

#[tokio::test]
async fn warnings_stand_behind_refusals() {
    let world = World::new().await;
    let kept = r#"{"key":"k","value":{"intValue":0.5}}"#.to_owned();
    let attributes = vec![kept; 7].join(",");
    let answer =
        post(&world, &format!(r#"{{{IDS},"name":"a","attributes":[{attributes}]}},{{{IDS},"flags":-1}}"#)).await;
    let answer: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let partial = &answer["partialSuccess"];
    assert_eq!(partial["rejectedSpans"], "1");
    let message = partial["errorMessage"].as_str().unwrap();
    assert!(message.starts_with("span (resource 0, scope 0, item 1): invalid value: -1"), "{message}");
    assert_eq!(message.matches("intValue 0.5 was kept as a double").count(), 5, "{message}");
    assert!(message.ends_with("; and 2 more"), "{message}");
    assert_eq!(world.stored(), [("traces", 1)]);
}

#[tokio::test]
async fn broken_json_costs_the_request() {
    let world = World::new().await;
    for broken in [r#"{"kind":1e}"#, r#"{"kind":1e99"#, r#"{"kind":1e99},"#, r#"{"name":"\x"}"#] {
        let answer = post(&world, &format!("{{{IDS}}},{broken}")).await;
        assert_eq!(answer.status, 400, "{broken}");
        assert!(
            answer.text().contains("not OTLP/JSON") && answer.text().contains("line 1, column"),
            "{}",
            answer.text()
        );
    }
    assert!(world.stored().is_empty());
    assert_eq!(world.problems().len(), 4);
}
