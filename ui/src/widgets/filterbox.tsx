/**
 * The filter's text box: never loses a key, tells the page a moment after the last one, colours and completes what is typed, and says
 * under the text what can't be understood. Knows no field of any filter: it is handed who reads and who completes.
 */
import { Combobox, useCombobox } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useActions } from "./actions";
import { remember } from "./asked";
import classes from "./filterbox.module.css";
import { Coloured, NOTHING, type Reading, useReader, useReading } from "./querytext";
import { accept, asBeginning, type Complete, fitting, isHalf, type Suggestion, useOffer } from "./useOffer";

/** Who reads and completes the text. Both may be asked with every key; a newer question ends the older. */
export interface Assist {
  read: (text: string, signal: AbortSignal) => Promise<Reading>;
  complete: Complete;
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
/** After a word that may be the beginning of a field's name: the list must not jump to a search for half a name. */
const HALF_PAUSE_MS = 600;

export function FilterBox(props: FilterBoxProps) {
  const { label, placeholder, tools } = props;
  const box = useFilterBox(props);
  const { input, combobox, text, reading, mistake, wrong, shown } = box;
  const errorId = useId();
  const hint = wrong ? undefined : reading.hints[0];
  const backdrop = useRef<HTMLDivElement>(null);
  const follow = () => {
    if (backdrop.current && input.current) backdrop.current.scrollLeft = input.current.scrollLeft;
  };
  useLayoutEffect(follow);
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={box.take}
      shadow="md"
      position="bottom-start"
      offset={wrong ? 30 : 4}
      resetSelectionOnOptionHover={false}
    >
      <div className={classes.box} data-wrong={wrong !== null || undefined}>
        <IconSearch size={14} aria-hidden className={classes.icon} />
        <div className={classes.field}>
          <Coloured text={text} tokens={reading.tokens} wrong={mistake?.at ?? null} box={backdrop} />
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
              onFocus={box.offerAgain}
              onClick={box.offerAgain}
              onBlur={() => combobox.closeDropdown()}
              onChange={({ currentTarget: { value, selectionStart } }) =>
                box.type(value, selectionStart ?? value.length)
              }
              onKeyDown={box.onKeyDown}
            />
          </Combobox.EventsTarget>
        </div>
        {wrong !== null && (
          <span id={errorId} role="alert" className={classes.said}>
            {wrong.message.replace(/[^.!?]$/, "$&.")}
            {wrong.hint && <span className={classes.way}> {wrong.hint}</span>}
          </span>
        )}
        {hint && (
          <span role="status" className={classes.remark} title={hint.message}>
            {hint.message}
          </span>
        )}
        {text === "" ? <kbd className={classes.hint}>/</kbd> : <Clear onClick={box.clear} />}
        {tools}
        <Combobox.DropdownTarget>
          <span className={classes.anchor} />
        </Combobox.DropdownTarget>
      </div>
      <Suggestions items={shown} />
    </Combobox>
  );
}

/** What the box does with keys and choices. */
function useFilterBox(props: FilterBoxProps) {
  const { live, assist, longest, history } = props;
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const reader = useReader(assist.read);
  const { text, setText, tell } = useTelling(props, reader);
  const reading = useReading(text, reader);
  const { offer, ask } = useOffer(assist.complete, history);
  const [tooLong, setTooLong] = useState(false);
  const fit = fitting(offer, text);
  const shown = combobox.dropdownOpened ? fit : [];

  const type = (next: string, at: number) => {
    setTooLong(next.length > longest);
    if (next.length > longest) return;
    setText(next);
    combobox.resetSelectedOption();
    combobox.openDropdown();
    ask(next, at);
    // A word in typing is no whole one yet: a search for just that would empty the list under one's hands.
    const typed = next.length === text.length + 1 && at === next.length;
    if (live)
      tell(typed ? asBeginning(next) : next, false, isHalf(next, at, offer.items) ? HALF_PAUSE_MS : PAUSE_MS);
  };
  const take = (picked: string) => {
    const item = fit[Number(picked)];
    if (!item) return;
    const next = accept(text, offer, item);
    setText(next.text);
    requestAnimationFrame(() => input.current?.setSelectionRange(next.at, next.at));
    combobox.resetSelectedOption();
    ask(next.text, next.at);
    if (next.open) return;
    if (live) tell(next.text, false, 0);
    combobox.closeDropdown();
  };
  const offerAgain = () => {
    combobox.openDropdown();
    ask(text, input.current?.selectionStart ?? text.length);
  };
  const clear = () => {
    setText("");
    setTooLong(false);
    tell("", true, 0);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = combobox.getSelectedOptionIndex();
    if (event.key === "Escape") {
      if (shown.length > 0) combobox.closeDropdown();
      else event.currentTarget.blur();
    } else if (event.key === "Tab" && !event.shiftKey && shown.length > 0 && text !== "") {
      event.preventDefault();
      take(String(Math.max(0, chosen)));
    } else if (event.key === "Enter" && chosen < 0) {
      tell(text, true, 0);
      combobox.closeDropdown();
    }
  };
  useActions({
    search: () => {
      input.current?.focus();
      input.current?.select();
    },
  });
  const mistake = reading.unfinished && combobox.dropdownOpened ? null : reading.mistake;
  const wrong = tooLong
    ? { message: `A query has at most ${longest.toLocaleString()} characters.`, hint: null }
    : mistake;
  return { input, combobox, text, reading, mistake, wrong, shown, type, take, offerAgain, clear, onKeyDown };
}

function Clear({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className={classes.clear} aria-label="Clear the filter" onClick={onClick}>
      <IconX size={13} aria-hidden />
    </button>
  );
}

function Suggestions({ items }: { items: readonly Suggestion[] }) {
  return (
    <Combobox.Dropdown hidden={items.length === 0} miw={520}>
      <Combobox.Options aria-label="Suggestions" mah={320} style={{ overflowY: "auto" }}>
        {items.map((item, at) => (
          <Combobox.Option key={`${item.note}:${item.insert}`} value={String(at)} className={classes.option}>
            <code className={classes.code}>{item.label}</code>
            <span className={classes.note}>{item.note}</span>
            {item.count && <span className={classes.count}>{item.count}</span>}
          </Combobox.Option>
        ))}
      </Combobox.Options>
    </Combobox.Dropdown>
  );
}

/** The text, and telling the page of it: after a pause, once it is known to be whole. */
function useTelling(
  { value, onChange, history }: Pick<FilterBoxProps, "value" | "onChange" | "history">,
  reader: (text: string) => Promise<Reading>,
) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const last = useRef<AbortController | null>(null);
  // The address moved by itself (back, a facet, a link): follow it. What we told it ourselves is no news.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    last.current?.abort();
    setText(value);
  }, [value]);
  useEffect(() => () => last.current?.abort(), []);

  const tell = (next: string, final: boolean, pause: number) => {
    last.current?.abort();
    const abort = new AbortController();
    last.current = abort;
    const trimmed = next.trim();
    if (trimmed === told.current && !final) return;
    const timer = setTimeout(() => {
      void reader(next)
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
  return { text, setText, tell };
}
