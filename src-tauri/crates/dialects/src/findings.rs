//! What has been found so far: each fact once, with the attribute it came from. Never overwrites what an earlier dialect said.

use std::borrow::Cow;

use waterglass_model::{GenAi, SpanType};

/// A [`GenAi`] being filled in by one dialect after the other.
#[derive(Debug, Default)]
pub struct Findings<'a> {
    found: GenAi<'a>,
    span_type: Option<SpanType>,
    perhaps: Option<SpanType>,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $field:ident: $of:ty),+ $(,)?) => {
        impl<'a> Findings<'a> {
            $(
                $(#[$doc])*
                /// `key` is the attribute it was read from. Kept only when there is a value and none was found before.
                pub fn $field<T: Into<$of>>(&mut self, value: Option<T>, key: &'static str) {
                    if self.found.$field.is_none() && let Some(value) = value {
                        self.found.$field = Some(value.into());
                        self.came(stringify!($field), key);
                    }
                }
            )+
        }
    };
}

facts! {
    /// The operation, as sent.
    operation: Cow<'a, str>,
    /// The provider, as sent.
    provider: Cow<'a, str>,
    /// The model asked for.
    request_model: Cow<'a, str>,
    /// The model that answered.
    response_model: Cow<'a, str>,
    /// The response's id.
    response_id: Cow<'a, str>,
    /// The conversation or session.
    conversation_id: Cow<'a, str>,
    /// The agent's name.
    agent_name: Cow<'a, str>,
    /// The tool's name.
    tool_name: Cow<'a, str>,
    /// The user's id.
    user_id: Cow<'a, str>,
    /// Nanoseconds to the first piece of the answer.
    time_to_first_token: u64,
    /// Whether the answer was streamed.
    streaming: bool,
    /// US dollars, as the program says.
    reported_cost: f64,
}

macro_rules! counts {
    ($($(#[$doc:meta])* $method:ident => $field:ident),+ $(,)?) => {
        impl Findings<'_> {
            $(
                $(#[$doc])*
                /// `key` is the attribute it was read from. Kept only when there is a value and none was found before.
                pub fn $method(&mut self, value: Option<u64>, key: &'static str) {
                    if self.found.usage.$field.is_none() && value.is_some() {
                        self.found.usage.$field = value;
                        self.came(stringify!($method), key);
                    }
                }
            )+
        }
    };
}

counts! {
    /// Tokens read.
    input_tokens => input,
    /// Tokens written.
    output_tokens => output,
    /// Of those read, from a cache.
    cached_input_tokens => cached_input,
    /// Of those read, written to a cache.
    cache_write_tokens => cache_write,
    /// Of those written, reasoning.
    reasoning_tokens => reasoning,
    /// Of those read, audio.
    audio_input_tokens => audio_input,
    /// Of those written, audio.
    audio_output_tokens => audio_output,
}

impl<'a> Findings<'a> {
    /// Finish reasons, as sent. Kept only when there are any and none were found before.
    pub fn finish_reasons(&mut self, reasons: Vec<Cow<'a, str>>, key: &'static str) {
        if self.found.finish_reasons.is_empty() && !reasons.is_empty() {
            self.found.finish_reasons = reasons;
            self.came("finish_reasons", key);
        }
    }

    fn came(&mut self, field: &'static str, key: &'static str) {
        if self.found.sources.is_empty() {
            // What a call says in full, so that it grows once.
            self.found.sources.reserve(16);
        }
        self.found.sources.push((field, key));
    }

    /// Which attribute a field was read from.
    pub(crate) fn source(&self, field: &str) -> Option<&'static str> {
        self.found.sources.iter().find(|(name, _)| *name == field).map(|(_, key)| *key)
    }

    /// Takes a model asked for back: what stood there is not one.
    pub(crate) fn no_request_model(&mut self) {
        self.found.request_model = None;
        self.found.sources.retain(|(field, _)| *field != "request_model");
    }

    /// Takes an agent's name back: what stood there names something else.
    pub(crate) fn no_agent_name(&mut self) {
        self.found.agent_name = None;
        self.found.sources.retain(|(field, _)| *field != "agent_name");
    }

    /// Adds the cached tokens to those read, for a source that leaves them out (Anthropic's own wire). `left_out` says so even where the
    /// figures alone would not.
    pub(crate) fn add_cached(&mut self, left_out: bool) {
        let usage = &mut self.found.usage;
        let parts = usage.cached_input.unwrap_or(0).saturating_add(usage.cache_write.unwrap_or(0));
        if let Some(input) = usage.input.filter(|input| parts > 0 && (left_out || parts > *input)) {
            usage.input = Some(input.saturating_add(parts));
        }
    }

    /// Adds reasoning to the tokens written where it is larger than all of them: then it was left out (Gemini's own wire).
    fn add_reasoning(&mut self) {
        let usage = &mut self.found.usage;
        if let (Some(output), Some(reasoning)) = (usage.output, usage.reasoning)
            && reasoning > output
        {
            usage.output = Some(output.saturating_add(reasoning));
        }
    }

    /// What kind of work the span did, when the dialect knows and none before it did.
    pub fn span_type(&mut self, span_type: Option<SpanType>) {
        self.span_type = self.span_type.or(span_type);
    }

    /// Corrects the kind of work: this dialect knows better than the ones before it.
    pub(crate) fn retype(&mut self, span_type: SpanType) {
        self.span_type = Some(span_type);
    }

    /// A guess at the kind of work, from what the span carries; any dialect's knowledge goes before it.
    pub(crate) fn perhaps(&mut self, span_type: Option<SpanType>) {
        self.perhaps = self.perhaps.or(span_type);
    }

    /// The kind of work, when a dialect knew it.
    pub(crate) fn known_type(&self) -> Option<SpanType> {
        self.span_type
    }

    /// What is known so far.
    pub fn so_far(&self) -> &GenAi<'a> {
        &self.found
    }

    /// Names the dialect. The first that recognised the span; a library's own convention goes before the general one, which most of them
    /// speak as well.
    pub(crate) fn name(&mut self, dialect: &'static str) {
        if self.found.dialect.is_empty() || self.found.dialect == crate::DIALECTS[0].name {
            self.found.dialect = dialect;
        }
    }

    /// The result; `otherwise` is the type when no dialect knew one.
    pub(crate) fn finish(mut self, otherwise: SpanType) -> GenAi<'a> {
        self.add_cached(false);
        self.add_reasoning();
        self.found.span_type = self.span_type.or(self.perhaps).unwrap_or(otherwise);
        self.found
    }
}
