//! The committed TypeScript (`proto/ts/index.ts`) is exactly what these types generate.
//! `cargo xtask types` runs this test with `WATERGLASS_WRITE_TYPES=1`, which writes the file instead of comparing it.

use std::{env, fs, path::PathBuf};

use ts_rs::{Config, TS};
use waterglass_proto::*;

macro_rules! declare {
    ($cfg:expr, $($ty:ty),+ $(,)?) => {{
        let mut out = String::from(
            "// Generated from proto/src by `cargo xtask types`. Do not edit: a test compares it with its source.\n",
        );
        $(
            out.push('\n');
            if let Some(docs) = <$ty as TS>::docs() { out.push_str(docs.trim_end()); out.push('\n'); }
            out.push_str("export ");
            out.push_str(&<$ty as TS>::decl($cfg));
            out.push('\n');
        )+
        out
    }};
}

#[test]
fn typescript_matches_its_source() {
    let cfg = Config::new();
    let generated = declare!(
        &cfg,
        Nanos,
        Count,
        ErrorCode,
        ApiError,
        Attribute,
        Value,
        SpanType,
        Usage,
        GenAi,
        Cost,
        CostLine,
        Totals,
        Conversation,
        Message,
        Part,
        Media,
        ToolDefinition,
        ToolUse,
        Retrieval,
        Document,
        Embeddings,
        Prompt,
        MissingContent,
        Turn,
        TraceConversation,
        Preview,
        Previews,
        TraceDocument,
        DocumentSpan,
        DocumentGenAi,
        DocumentConversation,
        SessionRow,
        SessionList,
        SessionTrace,
        SessionDetail,
        Price,
        LongPrice,
        Alias,
        Prices,
        PriceEdits,
        RedactionRule,
        Redaction,
        RedactionPreview,
        RedactionChange,
        TraceStatus,
        TraceRow,
        TraceList,
        SpanColumns,
        TraceOutline,
        SpanMatch,
        TraceSearch,
        SpanEvent,
        SpanLink,
        Resource,
        Scope,
        Span,
        ValueRange,
        LogRow,
        LogList,
        LogRecord,
        MetricKind,
        MetricRow,
        MetricList,
        Order,
        TraceQuery,
        SpanQuery,
        LogQuery,
        TextRange,
        QueryTarget,
        SpanRow,
        SpanList,
        FacetQuery,
        Facets,
        Facet,
        FacetValue,
        GroupQuery,
        SessionQuery,
        Groups,
        Group,
        CompletionQuery,
        Completion,
        CompletionItem,
        CompletionKind,
        QueryCheck,
        QueryNote,
        QueryToken,
        QueryTokenKind,
        QueryLanguage,
        QueryField,
        QueryExample,
        Selection,
        TagRequest,
        DeleteRequest,
        Touched,
        NoteRequest,
        SqlRequest,
        SqlAnswer,
        SqlValue,
        SqlSchema,
        SqlView,
        SqlColumn,
        SqlFunction,
        SqlExample,
        SavedView,
        SavedViews,
        Choice,
        Choices,
        ChangeKind,
        Changes,
        DoorKind,
        DoorProblem,
        Door,
        Database,
        Counts,
        Rate,
        Arrival,
        Checklist,
        Problem,
        Progress,
        Status,
        Theme,
        Settings,
        ImportResult,
        FileRequest,
        SampleSent,
    );
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("ts/index.ts");
    if env::var_os("WATERGLASS_WRITE_TYPES").is_some() {
        fs::create_dir_all(path.parent().expect("ts/ has a parent")).expect("ts/ can be made");
        fs::write(&path, generated).expect("ts/index.ts can be written");
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "proto/ts/index.ts is not what proto/src generates: run `cargo xtask types` and commit the result"
    );
}
