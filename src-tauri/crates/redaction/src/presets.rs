//! The rules shipped with the app. Each is told to people by its name and its patterns; what makes it quick is in `rules`.

use waterglass_proto::{Redaction, RedactionRule};

/// The preset that has a check of its own besides its pattern.
pub(crate) const CARDS: &str = "Payment card numbers";

/// The preset that must tell addresses from file names.
pub(crate) const EMAIL: &str = "E-mail addresses";

/// A shipped rule, and pieces of text of which one stands in whatever its value matches.
pub(crate) struct Preset {
    pub(crate) name: &'static str,
    key: &'static str,
    value: &'static str,
    replacement: &'static str,
    pub(crate) needles: &'static [&'static str],
}

/// Sources of the shapes: the providers' own documentation, and GitHub's and Azure's lists of what secret scanning looks for.
pub(crate) const PRESETS: [Preset; 9] = [
    Preset {
        name: "API keys",
        key: "",
        // OpenAI, Anthropic, OpenRouter and others (sk-), Stripe, AWS, Google, GitHub, GitLab, Slack, Hugging Face, Groq, Perplexity, xAI, Replicate, Langfuse,
        // LangSmith, npm, SendGrid.
        value: r"\b(?:sk-[A-Za-z0-9_-]{16,}|[srp]k_(?:live|test)_[A-Za-z0-9]{10,}|(?:AKIA|ASIA)[A-Z2-7]{16}\b|AIza[A-Za-z0-9_-]{35}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|hf_[A-Za-z0-9]{30,}|gsk_[A-Za-z0-9]{40,}|pplx-[A-Za-z0-9]{40,}|xai-[A-Za-z0-9]{40,}|r8_[A-Za-z0-9]{30,}|pk-lf-[0-9a-f-]{30,}|lsv2_[a-z]{2}_[A-Za-z0-9_]{30,}|npm_[A-Za-z0-9]{36}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})",
        replacement: "[redacted: api key]",
        needles: &[
            "sk-",
            "k_live_",
            "k_test_",
            "AKIA",
            "ASIA",
            "AIza",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "xox",
            "xapp-",
            "hf_",
            "gsk_",
            "pplx-",
            "xai-",
            "r8_",
            "pk-lf-",
            "lsv2_",
            "npm_",
            "SG.",
        ],
    },
    Preset {
        name: "API keys by name",
        // Azure OpenAI and AI services send api-key and ocp-apim-subscription-key, Google x-goog-api-key, Anthropic x-api-key.
        key: "*api_key, *apikey, *api_token, *subscription_key, *access_key, *secret_key, *account_key, *aws_session_token",
        value: "",
        replacement: "[redacted: api key]",
        needles: &[],
    },
    Preset {
        name: "Authorization headers and cookies",
        key: "*authorization, *.cookie, cookie, *set_cookie, *access_token, *refresh_token, *id_token, *auth_token, *bearer_token, *csrf_token",
        value: "",
        replacement: "[redacted: authorization]",
        needles: &[],
    },
    Preset {
        name: "Bearer tokens",
        key: "",
        value: r"\b[Bb](?:earer|EARER)[ \t]+[A-Za-z0-9._~+/-]{20,}=*",
        replacement: "[redacted: bearer token]",
        needles: &["earer ", "EARER ", "earer\t", "EARER\t"],
    },
    Preset {
        name: "JSON Web Tokens",
        key: "",
        value: r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*",
        replacement: "[redacted: token]",
        needles: &["eyJ"],
    },
    Preset {
        name: "Passwords by name",
        key: "*password, *passwd, *passphrase, pwd, *.pwd, *_pwd, *client_secret, *clientsecret, *app_secret, *secret_value, secret, *.secret, *private_key, *privatekey, *credentials, *connection_string, *connectionstring",
        value: "",
        replacement: "[redacted: password]",
        needles: &[],
    },
    Preset {
        name: "Passwords in addresses, connection strings and key files",
        key: "",
        value: r"(?s)(?:://[^\s/:@'\x22]*:[^\s/@'\x22]+@|\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|PASSWORD|password|Pwd|pwd)=[^\s;,&'\x22\]]{4,}|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z))",
        replacement: "[redacted: password]",
        needles: &["://", "AccountKey=", "SharedAccess", "assword=", "ASSWORD=", "wd=", "PRIVATE KEY-----"],
    },
    Preset {
        name: EMAIL,
        key: "",
        value: r"[A-Za-z0-9][A-Za-z0-9._%+-]*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}\b",
        replacement: "[redacted: e-mail]",
        needles: &["@"],
    },
    Preset {
        name: CARDS,
        key: "",
        // What is shown; `cards` looks closer.
        value: r"\b[2-6][0-9]{3}(?:[ -]?[0-9]{3,7}){2,4}\b",
        replacement: "[redacted: card number]",
        needles: &[],
    },
];

/// The shipped rules, all switched on: they hold once redaction itself is.
pub fn presets() -> Vec<RedactionRule> {
    let rule = |preset: &Preset| RedactionRule {
        name: preset.name.into(),
        on: true,
        key: preset.key.into(),
        value: preset.value.into(),
        replacement: preset.replacement.into(),
        preset: true,
    };
    PRESETS.iter().map(rule).collect()
}

/// The rules as this version has them: presets first, as shipped and switched as `kept` says; then the user's own.
pub fn with_presets(kept: Redaction) -> Redaction {
    let mut rules = presets();
    for rule in &mut rules {
        if let Some(known) = kept.rules.iter().find(|known| known.preset && known.name == rule.name) {
            rule.on = known.on;
        }
    }
    rules.extend(kept.rules.into_iter().filter(|rule| !rule.preset));
    Redaction { on: kept.on, rules }
}
