//! Semantic Kernel (Python and .NET): `gen_ai.*` with a singular finish reason, and wrapper loops of its own.
//!
//! Counting: no cached or reasoning parts are said; agents say no usage.

use waterglass_model::SpanType;

use crate::table::Seen;
use crate::{Dialect, Findings};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "semantic_kernel",
    prefixes: &["sk."],
    scopes: &["semantic_kernel", "Microsoft.SemanticKernel"],
    speaks: |_| true,
    facts: &[],
    also: &["sk.available_functions"],
    more,
};

fn more<'a>(seen: &Seen<'_, '_, 'a>, found: &mut Findings<'a>) {
    // A loop around calls and their tools; no call itself.
    if seen.has("sk.available_functions") || seen.span.name == "AutoFunctionInvocationLoop" {
        found.span_type(Some(SpanType::Chain));
    }
}

#[cfg(test)]
mod tests {
    use waterglass_model::SpanFacts;
    use waterglass_model::otlp::Value;

    use super::*;
    use crate::normalise;

    #[test]
    fn the_loop_is_a_chain() {
        let attributes = [("sk.available_functions", Value::String("Orders-lookup_order"))];
        let scope = "semantic_kernel.connectors.ai.chat_completion_client_base";
        let found =
            normalise(&SpanFacts { name: "AutoFunctionInvocationLoop", kind: 1, scope, attributes: &attributes });
        assert_eq!((found.span_type, found.dialect), (SpanType::Chain, "semantic_kernel"));
    }
}
