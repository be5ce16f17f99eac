/** The time range: a list of usual ones, and two fields for any other. Shows what stands in the address. */
import { Button, Popover, TextInput } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { clock, day, editable, parseLocal } from "../base/time";
import { betweenText, parseRange, RANGES } from "../base/url";
import picker from "../widgets/picker.module.css";
import classes from "./range.module.css";

interface RangePickerProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

export function RangePicker({ value, onChange }: RangePickerProps) {
  const [open, setOpen] = useState(false);
  const choose = (next: string | undefined) => {
    onChange(next);
    setOpen(false);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={290} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={picker.button}
          data-chosen={value !== undefined || undefined}
          aria-label={`Time range: ${rangeLabel(value)}`}
          onClick={() => setOpen(!open)}
        >
          <span className="ellipsis">{rangeLabel(value)}</span>
          <IconChevronDown size={13} aria-hidden className={picker.chevron} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label="Time range">
        <ul className={classes.list}>
          {[{ id: undefined, label: "Any time" }, ...RANGES].map(({ id, label }) => (
            <li key={label}>
              <button
                type="button"
                aria-pressed={id === value}
                className={classes.item}
                onClick={() => choose(id)}
              >
                <IconCheck
                  size={13}
                  aria-hidden
                  className={picker.check}
                  style={{ opacity: id === value ? 1 : 0 }}
                />
                {label}
              </button>
            </li>
          ))}
        </ul>
        <CustomRange value={value} onChange={choose} />
      </Popover.Dropdown>
    </Popover>
  );
}

function CustomRange({ value, onChange }: RangePickerProps) {
  const range = parseRange(value);
  const at = (ns: bigint | null) => (ns === null ? "" : editable(ns));
  const [from, setFrom] = useState(range.kind === "between" ? at(range.from) : "");
  const [to, setTo] = useState(range.kind === "between" ? at(range.to) : "");
  const [wrong, setWrong] = useState<{ field: "from" | "to"; why: string } | null>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const nowMs = Date.now();
    const [start, end] = [from, to].map((text) =>
      text.trim() === "" ? null : (parseLocal(text, nowMs) ?? undefined),
    );
    const why = "Write it like 2026-11-21 14:30, or 14:30 for today";
    if (start === undefined) return setWrong({ field: "from", why });
    if (end === undefined) return setWrong({ field: "to", why });
    if (start !== null && end !== null && start >= end)
      return setWrong({ field: "to", why: "It must lie after the start" });
    setWrong(null);
    onChange(betweenText(start, end));
  };
  return (
    <form onSubmit={submit} className={classes.custom}>
      <TextInput
        label="From"
        placeholder={`${day(BigInt(Date.now()) * 1_000_000n)} 08:00`}
        value={from}
        error={wrong?.field === "from" && wrong.why}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        label="Until"
        placeholder="open end"
        value={to}
        error={wrong?.field === "to" && wrong.why}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        Use these times
      </Button>
    </form>
  );
}

/** A range as the button says it. */
export function rangeLabel(text: string | undefined): string {
  const range = parseRange(text);
  if (range.kind === "any") return "Any time";
  if (range.kind === "last") return range.label;
  const say = (ns: bigint) => `${day(ns).slice(5)} ${clock(ns).slice(0, 5)}`;
  if (range.from === null) return range.to === null ? "Any time" : `Until ${say(range.to)}`;
  return range.to === null ? `Since ${say(range.from)}` : `${say(range.from)} – ${say(range.to)}`;
}
