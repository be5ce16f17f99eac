//! Any bytes as OTLP/JSON: nothing panics, and what is read is a request that the check takes apart and JSON can say again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use waterglass_model::Source;
use waterglass_model::otlp::check;
use waterglass_model::otlp::json::{Request, requests_from_json, to_json};
use waterglass_model::otlp::schema::request;

fuzz_target!(|json: &[u8]| {
    let Ok(requests) = requests_from_json(json) else { return };
    for Request { signal, body, .. } in requests {
        let mut first = Vec::new();
        to_json(&body, request(signal), &mut first).expect("what was read can be written");
        let again = requests_from_json(&first).expect("what was written reads");
        let mut second = Vec::new();
        to_json(&again[0].body, request(signal), &mut second).expect("what was read can be written");
        assert_eq!(String::from_utf8_lossy(&first), String::from_utf8_lossy(&second));
        check(signal, body.into(), Source::default()).expect("it is a request");
    }
});
