//! What became of a span's tokens, for people: whether they are in its trace's total, why, and the receipt of what they cost. The rule itself
//! is `model::counting`, the arithmetic `waterglass_prices`; nothing is decided here.

use waterglass_model::GenAi;
use waterglass_model::counting::Counted;
use waterglass_prices::{PriceBook, PricedCall};
use waterglass_proto::Cost;

/// Why a span's tokens count or do not, in one sentence; empty for a span that says none and need not.
pub(super) fn why(counted: Counted, is_model_call: bool) -> String {
    let why = match counted {
        Counted::Silent if is_model_call => "says no usage",
        Counted::Silent => "",
        Counted::Counts => "counts: no span below it says usage",
        Counted::SaidBelow => "not counted: spans below it say the usage that it repeats",
        Counted::SameCall => "not counted: another span records the same call, and counts",
    };
    why.to_owned()
}

/// The receipt of a span that counts. `facts` are those of its own attributes: the stored cost is made of them too.
pub(super) fn priced(facts: &GenAi<'_>, start: u64, counted: Counted, book: &PriceBook) -> Option<Cost> {
    (counted == Counted::Counts).then(|| {
        book.receipt(&PricedCall {
            provider: facts.provider.as_deref().unwrap_or_default(),
            request_model: facts.request_model.as_deref().unwrap_or_default(),
            // As the store has it: the model that answered, else the one asked for.
            response_model: facts.model().unwrap_or_default(),
            usage: facts.usage,
            start,
        })
    })
}
