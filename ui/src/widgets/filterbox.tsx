/**
 * The filter's text box: never loses a key, tells the page a moment after the last one, completes words, and says
 * beside the text what can't be understood. Knows no field of any filter: callers check and suggest.
 */
import { Combobox, useCombobox } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";
import { useActions } from "./actions";
import classes from "./filterbox.module.css";

/** What a word may become. */
export interface Suggestion {
  /** Replaces the word being typed. */
  insert: string;
  /** What it does, in words. */
  note: string;
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
  /** What is wrong with the text, in one sentence; null when nothing is. */
  check?: (text: string) => string | null;
  /** Completions for the last word of the text. */
  suggest?: (text: string) => readonly Suggestion[];
}

const PAUSE_MS = 180;

/** The text with its last word replaced. A field that awaits a value gets no space after it. */
export function completeWord(text: string, insert: string): string {
  const start = text.search(/\S*$/);
  return `${text.slice(0, start)}${insert}${/[:<>=]$/.test(insert) ? "" : " "}`;
}

export function FilterBox({ label, placeholder, value, onChange, live, check, suggest }: FilterBoxProps) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const errorId = useId();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });

  // The address moved by itself (back, a link): follow it. What we told it ourselves is no news.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimer(timer), []);

  const wrong = check?.(text.trim()) ?? null;
  const suggestions = suggest?.(text) ?? [];
  const tell = (next: string, final: boolean) => {
    clearTimer(timer);
    const trimmed = next.trim();
    if (check?.(trimmed) || (trimmed === told.current && !final)) return;
    told.current = trimmed;
    onChange(trimmed, final);
  };
  const type = (next: string) => {
    setText(next);
    combobox.resetSelectedOption();
    combobox.openDropdown();
    clearTimer(timer);
    if (live) timer.current = setTimeout(() => tell(next, false), PAUSE_MS);
  };
  const complete = (insert: string) => {
    const next = completeWord(text, insert);
    setText(next);
    if (/\s$/.test(next)) {
      tell(next, false);
      combobox.closeDropdown();
    } else {
      combobox.resetSelectedOption();
    }
  };

  useActions({
    search: () => {
      input.current?.focus();
      input.current?.select();
    },
  });

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
        <Combobox.EventsTarget>
          <input
            ref={input}
            className={classes.input}
            type="text"
            aria-label={label}
            aria-invalid={wrong !== null}
            aria-describedby={wrong !== null ? errorId : undefined}
            placeholder={placeholder}
            value={text}
            spellCheck={false}
            autoComplete="off"
            onFocus={() => combobox.openDropdown()}
            onClick={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onChange={(event) => type(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") {
                if (combobox.dropdownOpened && suggestions.length > 0) combobox.closeDropdown();
                else event.currentTarget.blur();
              }
              if (event.key === "Enter" && combobox.getSelectedOptionIndex() < 0) {
                tell(text, true);
                combobox.closeDropdown();
              }
            }}
          />
        </Combobox.EventsTarget>
        {wrong !== null && (
          <span id={errorId} role="alert" className={classes.wrong}>
            {wrong}
          </span>
        )}
        {text !== "" && (
          <button
            type="button"
            className={classes.clear}
            aria-label="Clear the filter"
            onClick={() => {
              setText("");
              tell("", true);
              input.current?.focus();
            }}
          >
            <IconX size={13} aria-hidden />
          </button>
        )}
        {text === "" && <kbd className={classes.hint}>/</kbd>}
        <Combobox.DropdownTarget>
          <span className={classes.anchor} />
        </Combobox.DropdownTarget>
      </div>
      <Combobox.Dropdown hidden={suggestions.length === 0} miw={320}>
        <Combobox.Options aria-label="Suggestions">
          {suggestions.map(({ insert, note }) => (
            <Combobox.Option key={insert} value={insert} className={classes.option}>
              <code className={classes.code}>{insert}</code>
              <span className={classes.note}>{note}</span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function clearTimer(timer: { current: ReturnType<typeof setTimeout> | null }) {
  if (timer.current !== null) clearTimeout(timer.current);
  timer.current = null;
}
