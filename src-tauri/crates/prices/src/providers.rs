//! The field's many spellings of who serves a model, and what the table calls them.
//!
//! Sources: `gen_ai.provider.name` and the older `gen_ai.system` of OpenTelemetry's conventions, the values that OpenInference, OpenLLMetry,
//! the Vercel AI SDK and LiteLLM send, and the table's own ids. Compared in lower case, with `.`, `_`, `/` and spaces as `-`. Knows no models'
//! prices.

/// Who serves a model, as far as a span's provider says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// By one whose prices the table may hold, under the table's name.
    By(&'static str),
    /// By someone behind a gateway or a framework that the span names instead.
    Behind,
    /// By a program on the user's own machine or in their own house: no list has a price for that.
    AtHome,
    /// Not said.
    Unsaid,
    /// By someone we do not know.
    Unknown,
}

/// Spellings and the table's name. A spelling that ends in `*` begins a longer one (`vertex-ai-anthropic`, `openai-chat`).
const SPELLINGS: &[(&str, &str)] = &[
    ("ai21*", "ai21"),
    ("alibaba*", "alibaba"),
    ("amazon*", "aws"),
    ("anthropic*", "anthropic"),
    ("arcee*", "arcee"),
    ("avian*", "avian"),
    ("aws*", "aws"),
    ("az-ai*", "azure"),
    ("azure*", "azure"),
    ("baseten*", "baseten"),
    ("bedrock*", "aws"),
    ("cerebras*", "cerebras"),
    ("claude*", "anthropic"),
    ("cloudflare*", "cloudflare"),
    ("cohere*", "cohere"),
    ("converse", "aws"),
    ("cursor*", "cursor"),
    ("databricks*", "databricks"),
    ("deepseek*", "deepseek"),
    ("doubleword", "doubleword"),
    ("elevenlabs*", "elevenlabs"),
    ("fireworks*", "fireworks"),
    ("foundry*", "azure"),
    ("gcp-*", "google"),
    ("gemini*", "google"),
    ("generativelanguage*", "google"),
    ("github", "azure"),
    ("github-copilot", "github-copilot"),
    ("github-models", "azure"),
    ("google*", "google"),
    ("grok*", "x-ai"),
    ("groq*", "groq"),
    ("meta", "meta"),
    ("meta-llama", "meta"),
    ("microsoft*", "azure"),
    ("minimax*", "minimax"),
    ("mistral*", "mistral"),
    ("modal*", "modal"),
    ("moonshot*", "moonshotai"),
    ("novita*", "novita"),
    ("openai-decisions", "openai-decisions"),
    ("openai*", "openai"),
    ("openrouter*", "openrouter"),
    ("ovhcloud*", "ovhcloud"),
    ("palm*", "google"),
    ("perplexity*", "perplexity"),
    ("quicksilverpro", "quicksilverpro"),
    ("sagemaker*", "aws"),
    ("together*", "together"),
    ("typesafe*", "typesafe"),
    ("vertex*", "google"),
    ("vertexai*", "google"),
    ("voyage*", "voyageai"),
    ("x-ai*", "x-ai"),
    ("xai*", "x-ai"),
    ("z-ai", "zai"),
    ("zai", "zai"),
    ("zhipu*", "zhipuai"),
];

/// Gateways and frameworks: they name themselves, and someone else answers. `*` as above.
const GATEWAYS: &[&str] = &[
    "agent-framework*",
    "ai-gateway",
    "autogen*",
    "beeai*",
    "crewai*",
    "custom",
    "dspy*",
    "gateway",
    "haystack*",
    "helicone*",
    "instructor",
    "langchain*",
    "langgraph*",
    "litellm*",
    "llama-index*",
    "llamaindex*",
    "logfire",
    "microsoft-agent*",
    "mlflow*",
    "n8n",
    "openinference",
    "other",
    "otel",
    "portkey*",
    "promptflow*",
    "prompty*",
    "proxy",
    "pydantic-ai*",
    "semantic-kernel*",
    "smolagents*",
    "spring-ai*",
    "strands*",
    "unknown",
    "vercel*",
    "-other",
];

/// What runs models at home. `*` as above.
const AT_HOME: &[&str] = &[
    "docker*",
    "foundry-local*",
    "gpt4all*",
    "huggingface-local",
    "jan",
    "koboldcpp*",
    "llama-cpp*",
    "llamacpp*",
    "llamafile*",
    "lm-studio*",
    "lmstudio*",
    "local*",
    "localai*",
    "mlx*",
    "ollama*",
    "onnx*",
    "sglang*",
    "text-generation-inference",
    "tgi",
    "transformers",
    "triton*",
    "vllm*",
];

/// Providers that serve other makers' models at the makers' prices where the table has none for theirs.
const STAND_INS: &[(&str, &[&str])] = &[
    ("azure", &["openai", "anthropic", "deepseek", "x-ai", "moonshotai", "mistral", "cohere"]),
    ("google", &["anthropic", "mistral"]),
    ("aws", &["anthropic", "cohere", "mistral"]),
    ("zai", &["zhipuai"]),
    ("zhipuai", &["zai"]),
];

/// Providers that are paid by the month: a model of another maker that they have no price for costs nothing more, or nobody knows what.
const BY_SUBSCRIPTION: &[&str] = &["cursor", "github-copilot"];

/// How the names of makers' own models begin, most telling first.
const MAKERS: &[(&str, &str)] = &[
    ("gpt-oss", ""),
    ("gpt-", "openai"),
    ("gpt4", "openai"),
    ("chatgpt-", "openai"),
    ("codex-", "openai"),
    ("computer-use", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
    ("ft:", "openai"),
    ("text-embedding-3", "openai"),
    ("text-embedding-ada", "openai"),
    ("davinci-", "openai"),
    ("babbage-", "openai"),
    ("claude", "anthropic"),
    ("gemini", "google"),
    ("text-embedding-00", "google"),
    ("text-multilingual-embedding", "google"),
    ("mistral-", "mistral"),
    ("ministral", "mistral"),
    ("codestral", "mistral"),
    ("devstral", "mistral"),
    ("magistral", "mistral"),
    ("pixtral", "mistral"),
    ("voxtral", "mistral"),
    ("open-mistral", "mistral"),
    ("open-mixtral", "mistral"),
    ("command", "cohere"),
    ("c4ai-", "cohere"),
    ("embed-", "cohere"),
    ("rerank-", "cohere"),
    ("deepseek-chat", "deepseek"),
    ("deepseek-reasoner", "deepseek"),
    ("grok", "x-ai"),
    ("sonar", "perplexity"),
    ("voyage-", "voyageai"),
    ("kimi-", "moonshotai"),
    ("moonshot-", "moonshotai"),
    ("minimax-m", "minimax"),
    ("glm-", "zhipuai"),
    ("accounts/fireworks/", "fireworks"),
    ("@cf/", "cloudflare"),
    ("databricks-", "databricks"),
];

/// Makers as Bedrock's model ids begin, after the region: `us.anthropic.claude-…`.
const BEDROCK: &[&str] = &[
    "ai21",
    "amazon",
    "anthropic",
    "cohere",
    "deepseek",
    "google",
    "meta",
    "minimax",
    "mistral",
    "moonshot",
    "moonshotai",
    "nvidia",
    "openai",
    "qwen",
    "stability",
    "twelvelabs",
    "writer",
    "zai",
];

/// The regions in front of them.
const REGIONS: &[&str] = &["apac", "ap", "au", "ca", "eu", "global", "in", "jp", "sa", "us-gov", "us"];

/// Who serves a model by the provider that a span names.
pub fn served(said: &str) -> Served {
    let said = said.trim();
    if said.is_empty() {
        return Served::Unsaid;
    }
    let spelled = spelling(said);
    if let Some(router) = hugging_face(&spelled) {
        return Served::By(router);
    }
    if AT_HOME.iter().any(|name| fits(name, &spelled)) {
        Served::AtHome
    } else if GATEWAYS.iter().any(|name| fits(name, &spelled)) {
        Served::Behind
    } else {
        // Exact before beginnings: `github-copilot` is not GitHub's model catalogue.
        let exact = SPELLINGS.iter().find(|(name, _)| *name == spelled);
        let found = exact.or_else(|| SPELLINGS.iter().find(|(name, _)| fits(name, &spelled)));
        found.map_or(Served::Unknown, |(_, id)| Served::By(id))
    }
}

/// Hugging Face passes calls on to one of many; the table keeps each apart. Which one is seldom said, and then it is a gateway.
fn hugging_face(spelled: &str) -> Option<&'static str> {
    const ROUTES: &[&str] = &[
        "huggingface_cerebras",
        "huggingface_fireworks-ai",
        "huggingface_groq",
        "huggingface_hyperbolic",
        "huggingface_nebius",
        "huggingface_novita",
        "huggingface_nscale",
        "huggingface_ovhcloud",
        "huggingface_publicai",
        "huggingface_sambanova",
        "huggingface_together",
    ];
    let route = spelled.strip_prefix("huggingface-")?;
    ROUTES.iter().copied().find(|id| id.strip_prefix("huggingface_") == Some(route))
}

/// A provider's name in the one spelling that names are compared in.
pub fn spelling(said: &str) -> String {
    said.trim()
        .chars()
        .map(|c| if matches!(c, '.' | '_' | '/' | ' ' | ':') { '-' } else { c.to_ascii_lowercase() })
        .collect()
}

/// Whose prices hold for what a provider serves of others' models.
pub fn stand_ins(provider: &str) -> &'static [&'static str] {
    STAND_INS.iter().find(|(id, _)| *id == provider).map_or(&[], |(_, others)| others)
}

/// Whether a model that the provider has no price for may be taken for the maker's own.
pub fn passes_on(provider: &str) -> bool {
    !BY_SUBSCRIPTION.contains(&provider)
}

/// Whose own model a name is; the name in lower case and without a path.
pub fn maker(model: &str) -> Option<&'static str> {
    if bedrock(model).is_some() {
        return Some("aws");
    }
    let (_, maker) = MAKERS.iter().find(|(beginning, _)| model.starts_with(beginning))?;
    (!maker.is_empty()).then_some(maker)
}

/// Of a model id of Bedrock's: the id without its region, and without its maker.
pub fn bedrock(model: &str) -> Option<(&str, &str)> {
    let bare = REGIONS
        .iter()
        .find_map(|region| model.strip_prefix(region)?.strip_prefix('.'))
        .filter(|rest| rest.contains('.'))
        .unwrap_or(model);
    let (maker, name) = bare.split_once('.')?;
    BEDROCK.contains(&maker).then_some((bare, name))
}

/// Whether a spelling is `name`, or begins with it where it ends in `*`.
fn fits(name: &str, spelled: &str) -> bool {
    name.strip_suffix('*').map_or(name == spelled, |beginning| spelled.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_spellings_are_known() {
        for (said, id) in [
            ("openai", "openai"),
            ("OpenAI", "openai"),
            ("openai.chat", "openai"),
            ("openai.responses", "openai"),
            ("azure.ai.openai", "azure"),
            ("az.ai.openai", "azure"),
            ("az.ai.inference", "azure"),
            ("azure.ai.inference", "azure"),
            ("az.ai.agents", "azure"),
            ("microsoft.foundry", "azure"),
            ("azure_openai", "azure"),
            ("azure-openai.chat", "azure"),
            ("gcp.gemini", "google"),
            ("gcp.vertex_ai", "google"),
            ("gcp.gen_ai", "google"),
            ("vertex_ai", "google"),
            ("google.generative-ai", "google"),
            ("aws.bedrock", "aws"),
            ("bedrock", "aws"),
            ("amazon-bedrock", "aws"),
            ("aws.sagemaker", "aws"),
            ("anthropic", "anthropic"),
            ("anthropic.messages", "anthropic"),
            ("x_ai", "x-ai"),
            ("xai", "x-ai"),
            ("mistral_ai", "mistral"),
            ("mistralai", "mistral"),
            ("deepseek", "deepseek"),
            ("groq", "groq"),
            ("together_ai", "together"),
            ("fireworks_ai", "fireworks"),
            ("github_copilot", "github-copilot"),
            ("huggingface/novita", "huggingface_novita"),
            ("moonshot_ai", "moonshotai"),
        ] {
            assert_eq!(served(said), Served::By(id), "{said}");
        }
        for said in [
            "litellm",
            "LangChain",
            "microsoft.agent_framework",
            "_OTHER",
            "unknown",
            "vercel",
            "gateway",
            "pydantic_ai",
        ] {
            assert_eq!(served(said), Served::Behind, "{said}");
        }
        for said in ["ollama", "vllm", "lm_studio", "llama.cpp"] {
            assert_eq!(served(said), Served::AtHome, "{said}");
        }
        assert_eq!((served(""), served(" "), served("acme")), (Served::Unsaid, Served::Unsaid, Served::Unknown));
    }

    #[test]
    fn bedrocks_ids_are_taken_apart() {
        let id = "us.anthropic.claude-3-5-sonnet-20241022-v2:0";
        assert_eq!(bedrock(id), Some(("anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet-20241022-v2:0")));
        assert_eq!(bedrock("amazon.nova-lite-v1:0"), Some(("amazon.nova-lite-v1:0", "nova-lite-v1:0")));
        assert_eq!(bedrock("gpt-4.1"), None);
        assert_eq!(bedrock("claude-3.5-sonnet"), None);
    }
}
