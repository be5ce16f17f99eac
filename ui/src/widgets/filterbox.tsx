/**
 * The filter's text box: never loses a key, tells the page a moment after the last one, colours and completes what is typed, and says
 * beside the text what can't be understood. Knows no field of any filter: it is handed who reads and who completes.
 */
import { Combobox, useCombobox } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { Fragment, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useActions } from "./actions";
import classes from "./filterbox.module.css";

/** What may stand at the cursor. */
export interface Suggestion {
  /** As shown. */
  label: string;
  /** What is put in. */
  insert: string;
  /** What it is, in words. */
  note: string;
  /** How often it occurs. */
  count?: string;
}

/** A stretch of the text. */
export interface Stretch {
  from: number;
  to: number;
}

/** How a text reads. */
export interface Reading {
  /** The pieces that have a colour. */
  tokens: readonly { at: Stretch; kind: string }[];
  mistake: { at: Stretch; message: string; hint: string | null } | null;
  /** It only stops too early: what is shown stays. */
  unfinished: boolean;
  hints: readonly { at: Stretch; message: string }[];
}

/** Who reads and completes the text. Both may be asked with every key; a newer question ends the older. */
export interface Assist {
  read: (text: string, signal: AbortSignal) => Promise<Reading>;
  complete: (
    text: string,
    at: number,
    signal: AbortSignal,
  ) => Promise<{ replace: Stretch; items: Suggestion[] }>;
}

interface FilterBoxProps {
  label: string;
  placeholder: string;
  /** The text as the address has it. */
  value: string;
  /** `final` on Enter and on clearing, else a pause in typing. */
  onChange: (value: string, final: boolean) => void;
  /** Tell the page while typing, or only on Enter. */
  live: boolean;
  assist: Assist;
  /** Longer texts are refused. */
  longest: number;
  /** Remembers what was asked under this name, on this machine. */
  history: string;
  /** Buttons at the end of the box. */
  tools?: ReactNode;
}

const PAUSE_MS = 180;
const RECENT = 12;
const NOTHING: Reading = { tokens: [], mistake: null, unfinished: false, hints: [] };

export function FilterBox(props: FilterBoxProps) {
  const { label, placeholder, value, onChange, live, assist, longest, history, tools } = props;
  const [text, setText] = useState(value);
  const told = useRef(value);
  const input = useRef<HTMLInputElement>(null);
  const backdrop = useRef<HTMLDivElement>(null);
  const errorId = useId();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const reading = useReading(text, assist);
  const [offer, setOffer] = useState<{ replace: Stretch; items: Suggestion[] }>({
    replace: { from: 0, to: 0 },
    items: [],
  });
  const [tooLong, setTooLong] = useState(false);
  const tellRef = useRef<AbortController | null>(null);

  // The address moved by itself (back, a facet, a link): follow it. What we told it ourselves is no news.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);
  useEffect(() => () => tellRef.current?.abort(), []);

  /** Tells the page once the text is known to be whole. */
  const tell = (next: string, final: boolean, pause: number) => {
    tellRef.current?.abort();
    const abort = new AbortController();
    tellRef.current = abort;
    const trimmed = next.trim();
    if (trimmed === told.current && !final) return;
    const timer = setTimeout(() => {
      void assist
        .read(trimmed, abort.signal)
        .catch(() => NOTHING)
        .then((read) => {
          if (abort.signal.aborted || read.mistake) return;
          told.current = trimmed;
          if (final) remember(history, trimmed);
          onChange(trimmed, final);
        });
    }, pause);
    abort.signal.addEventListener("abort", () => clearTimeout(timer));
  };

  const suggesting = useRef<AbortController | null>(null);
  const suggest = (next: string, at: number) => {
    suggesting.current?.abort();
    const abort = new AbortController();
    suggesting.current = abort;
    if (next.trim() === "") {
      const items = recent(history).map((insert) => ({ label: insert, insert, note: "asked before" }));
      setOffer({ replace: { from: 0, to: next.length }, items });
    }
    void assist
      .complete(next, at, abort.signal)
      .then((found) => {
        if (abort.signal.aborted) return;
        const before =
          next.trim() === ""
            ? recent(history)
                .slice(0, 4)
                .map((insert) => ({ label: insert, insert, note: "asked before" }))
            : [];
        setOffer({ replace: found.replace, items: [...before, ...found.items] });
      })
      .catch(() => {});
  };

  const type = (next: string, at: number) => {
    setTooLong(next.length > longest);
    if (next.length > longest) return;
    setText(next);
    combobox.resetSelectedOption();
    combobox.openDropdown();
    suggest(next, at);
    if (live) tell(next, false, PAUSE_MS);
  };

  const complete = (picked: string) => {
    const item = offer.items[Number(picked)];
    if (!item) return;
    const { from, to } = offer.replace;
    const open = /[:<>=~(]$/.test(item.insert);
    const next = `${text.slice(0, from)}${item.insert}${open ? "" : " "}${text.slice(to).trimStart()}`;
    const at = from + item.insert.length + (open ? 0 : 1);
    setText(next);
    requestAnimationFrame(() => input.current?.setSelectionRange(at, at));
    combobox.resetSelectedOption();
    suggest(next, at);
    if (!open) {
      if (live) tell(next, false, 0);
      combobox.closeDropdown();
    }
  };

  useActions({
    search: () => {
      input.current?.focus();
      input.current?.select();
    },
  });

  const wrong = tooLong
    ? { message: `A query has at most ${longest.toLocaleString()} characters.`, hint: null }
    : reading.mistake && !(reading.unfinished && combobox.dropdownOpened)
      ? reading.mistake
      : null;
  const hint = wrong ? null : reading.hints[0];
  const shown = combobox.dropdownOpened ? offer.items : [];
  const follow = () => {
    if (backdrop.current && input.current) backdrop.current.scrollLeft = input.current.scrollLeft;
  };
  useLayoutEffect(follow);

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={complete}
      shadow="md"
      position="bottom-start"
      offset={4}
      resetSelectionOnOptionHover={false}
    >
      <div className={classes.box} data-wrong={wrong !== null || undefined}>
        <IconSearch size={14} aria-hidden className={classes.icon} />
        <div className={classes.field}>
          <div ref={backdrop} className={classes.backdrop} aria-hidden>
            {coloured(text, reading)}
          </div>
          <Combobox.EventsTarget>
            <input
              ref={input}
              className={classes.input}
              type="text"
              dir="auto"
              aria-label={label}
              aria-invalid={wrong !== null}
              aria-describedby={wrong !== null ? errorId : undefined}
              placeholder={placeholder}
              value={text}
              spellCheck={false}
              autoComplete="off"
              onScroll={follow}
              onFocus={(event) => {
                combobox.openDropdown();
                suggest(text, event.currentTarget.selectionStart ?? text.length);
              }}
              onClick={(event) => {
                combobox.openDropdown();
                suggest(text, event.currentTarget.selectionStart ?? text.length);
              }}
              onBlur={() => combobox.closeDropdown()}
              onChange={(event) =>
                type(
                  event.currentTarget.value,
                  event.currentTarget.selectionStart ?? event.currentTarget.value.length,
                )
              }
              onKeyDown={(event) => {
                if (event.key === "Escape") {
                  if (combobox.dropdownOpened && shown.length > 0) combobox.closeDropdown();
                  else event.currentTarget.blur();
                }
                if (event.key === "Tab" && !event.shiftKey && shown.length > 0 && text !== "") {
                  const at = Math.max(0, combobox.getSelectedOptionIndex());
                  event.preventDefault();
                  complete(String(at));
                }
                if (event.key === "Enter" && combobox.getSelectedOptionIndex() < 0) {
                  tell(text, true, 0);
                  combobox.closeDropdown();
                }
              }}
            />
          </Combobox.EventsTarget>
        </div>
        {wrong !== null && (
          <span id={errorId} role="alert" className={classes.wrong} title={wrong.hint ?? undefined}>
            {wrong.message}
            {wrong.hint && <span className={classes.way}> {wrong.hint}</span>}
          </span>
        )}
        {hint && (
          <span className={classes.remark} title={hint.message}>
            {hint.message}
          </span>
        )}
        {text !== "" && (
          <button
            type="button"
            className={classes.clear}
            aria-label="Clear the filter"
            onClick={() => {
              setText("");
              setTooLong(false);
              tell("", true, 0);
              input.current?.focus();
            }}
          >
            <IconX size={13} aria-hidden />
          </button>
        )}
        {text === "" && <kbd className={classes.hint}>/</kbd>}
        {tools}
        <Combobox.DropdownTarget>
          <span className={classes.anchor} />
        </Combobox.DropdownTarget>
      </div>
      <Combobox.Dropdown hidden={shown.length === 0} miw={420}>
        <Combobox.Options aria-label="Suggestions" mah={320} style={{ overflowY: "auto" }}>
          {shown.map((item, at) => (
            <Combobox.Option
              key={`${item.note}:${item.insert}`}
              value={String(at)}
              className={classes.option}
            >
              <code className={classes.code}>{item.label}</code>
              <span className={classes.note}>{item.note}</span>
              {item.count && <span className={classes.count}>{item.count}</span>}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** How the text reads; what is on its way colours nothing until it is there. */
function useReading(text: string, assist: Assist): Reading {
  const [reading, setReading] = useState<{ text: string; read: Reading }>({ text: "", read: NOTHING });
  useEffect(() => {
    if (text.trim() === "") {
      setReading({ text, read: NOTHING });
      return;
    }
    const abort = new AbortController();
    assist
      .read(text, abort.signal)
      .then((read) => setReading({ text, read }))
      .catch(() => {});
    return () => abort.abort();
  }, [text, assist]);
  if (reading.text === text) return reading.read;
  // Until the new text is read, the pieces before the change keep their colours.
  let same = 0;
  while (same < text.length && text[same] === reading.text[same]) same += 1;
  return { ...NOTHING, tokens: reading.read.tokens.filter(({ at }) => at.to < same) };
}

/** The text in its colours, the mistake underlined. */
function coloured(text: string, { tokens, mistake }: Reading): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  const put = (from: number, to: number, kind: string) => {
    if (from >= to) return;
    const wrong =
      mistake !== null && from < Math.max(mistake.at.to, mistake.at.from + 1) && to > mistake.at.from;
    parts.push(
      <span key={from} data-kind={kind} data-wrong={wrong || undefined}>
        {text.slice(from, to)}
      </span>,
    );
  };
  for (const token of tokens) {
    put(at, token.at.from, "space");
    put(Math.max(at, token.at.from), token.at.to, token.kind);
    at = Math.max(at, token.at.to);
  }
  put(at, text.length, "rest");
  return <Fragment>{parts}</Fragment>;
}

/** What was asked before, the latest first. */
export function recent(name: string): string[] {
  try {
    const list = JSON.parse(localStorage.getItem(`asked.${name}`) ?? "[]") as unknown;
    return Array.isArray(list) ? list.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function remember(name: string, text: string) {
  if (!text) return;
  const list = [text, ...recent(name).filter((one) => one !== text)].slice(0, RECENT);
  localStorage.setItem(`asked.${name}`, JSON.stringify(list));
}
