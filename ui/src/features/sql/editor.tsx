/** The SQL editor: CodeMirror with the console's own views and functions to complete from. Loaded with the view, not before. */
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { SQLite, sql } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { SqlSchema } from "@proto";
import { useEffect, useRef } from "react";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
  { tag: tags.comment, color: "var(--text-3)", fontStyle: "italic" },
  { tag: tags.typeName, color: "var(--info)" },
]);

const looks = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--bg)", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": {
    fontFamily: "var(--mono)",
    fontVariantLigatures: "none",
    caretColor: "var(--text)",
    padding: "8px 0",
  },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--bg)", color: "var(--text-3)", border: "none" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 26%, transparent) !important",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--bg)",
    border: "1px solid var(--line-2)",
    borderRadius: "5px",
    color: "var(--text)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--accent-bg)",
    color: "var(--text)",
  },
  ".cm-completionDetail": { color: "var(--text-3)", fontStyle: "normal" },
  ".cm-mistake": { textDecoration: "underline wavy var(--error)", textUnderlineOffset: "3px" },
});

const setMistake = StateEffect.define<{ from: number; to: number } | null>();
const mistakes = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.docChanged ? Decoration.none : marks;
    for (const effect of transaction.effects) {
      if (!effect.is(setMistake)) continue;
      const length = transaction.state.doc.length;
      const from = Math.min(effect.value?.from ?? 0, Math.max(0, length - 1));
      const to = Math.min(Math.max(effect.value?.to ?? 0, from + 1), length);
      next =
        effect.value && from < to
          ? Decoration.set([Decoration.mark({ class: "cm-mistake" }).range(from, to)])
          : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

interface EditorProps {
  value: string;
  onChange: (value: string) => void;
  onRun: () => void;
  schema: SqlSchema | undefined;
  mistake: { from: number; to: number } | null;
}

/** What completion knows: each view with its columns, and the functions. */
function dialect(schema: SqlSchema | undefined) {
  const views = Object.fromEntries(
    (schema?.views ?? []).map((view) => [
      view.name,
      view.columns.map(({ name, about }) => ({ label: name, detail: about, type: "property" })),
    ]),
  );
  return sql({ dialect: SQLite, schema: views, upperCaseKeywords: true });
}

export default function Editor({ value, onChange, onRun, schema, mistake }: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const language = useRef(new Compartment());
  const told = useRef({ onChange, onRun });
  told.current = { onChange, onRun };

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; later values go in by transactions below
  useEffect(() => {
    if (!place.current) return;
    const run = () => {
      told.current.onRun();
      return true;
    };
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          keymap.of([
            { key: "Mod-Enter", run },
            { key: "Shift-Enter", run },
          ]),
          lineNumbers(),
          history(),
          bracketMatching(),
          closeBrackets(),
          autocompletion(),
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          language.current.of(dialect(schema)),
          syntaxHighlighting(colours),
          looks,
          mistakes,
          placeholder("SELECT … FROM spans_v"),
          EditorView.contentAttributes.of({ "aria-label": "SQL" }),
          EditorView.lineWrapping,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) told.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    editor.focus();
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: language.current.reconfigure(dialect(schema)) });
  }, [schema]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({ effects: setMistake.of(mistake) });
  }, [mistake]);

  return <div ref={place} style={{ height: "100%" }} />;
}
