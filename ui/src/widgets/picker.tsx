/** A button that opens a list to choose from, with a search box when the list is long. Knows no telemetry. */
import { Combobox, useCombobox } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import classes from "./picker.module.css";

export interface Option {
  value: string;
  label: string;
  /** A word or number on the right: how many it has. */
  note?: string;
}

interface PickerProps {
  /** What is chosen: "Project". Named to screen readers and, while nothing is chosen, shown. */
  name: string;
  /** What stands for "no choice": "All projects". */
  all: string;
  value: string | undefined;
  options: readonly Option[];
  onChange: (value: string | undefined) => void;
  /** Past this many options a search box appears. */
  searchFrom?: number;
}

const ALL = "";

export function Picker({ name, all, value, options, onChange, searchFrom = 8 }: PickerProps) {
  const [search, setSearch] = useState("");
  const searchable = options.length > searchFrom;
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch("");
    },
    onDropdownOpen: (source) => {
      if (searchable) combobox.focusSearchInput();
      if (source === "keyboard") combobox.selectActiveOption();
    },
  });
  const wanted = search.trim().toLowerCase();
  const found = options.filter((option) => option.label.toLowerCase().includes(wanted));
  // A choice from an old link may not be among the options (any more): it is shown all the same.
  const chosen = options.find((option) => option.value === value)?.label ?? value;

  return (
    <Combobox
      store={combobox}
      width={260}
      position="bottom-start"
      shadow="md"
      onOptionSubmit={(picked) => {
        onChange(picked === ALL ? undefined : picked);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target targetType="button" withAriaAttributes={!searchable}>
        <button
          type="button"
          className={classes.button}
          data-chosen={value !== undefined || undefined}
          aria-label={`${name}: ${chosen ?? all}`}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          onClick={() => combobox.toggleDropdown()}
        >
          <span className="ellipsis">{chosen ?? all}</span>
          <IconChevronDown size={13} aria-hidden className={classes.chevron} />
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        {searchable && (
          <Combobox.Search
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            placeholder={`Find a ${name.toLowerCase()}`}
            aria-label={`Find a ${name.toLowerCase()}`}
          />
        )}
        <Combobox.Options mah={360} style={{ overflowY: "auto" }} aria-label={name}>
          {!wanted && <Entry value={ALL} label={all} active={value === undefined} />}
          {found.map((option) => (
            <Entry key={option.value} {...option} active={option.value === value} />
          ))}
          {found.length === 0 && <Combobox.Empty>Nothing has “{search}” in its name</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Entry({ value, label, note, active }: Option & { active: boolean }) {
  return (
    <Combobox.Option value={value} active={active} className={classes.option}>
      <IconCheck size={13} aria-hidden className={classes.check} style={{ opacity: active ? 1 : 0 }} />
      <span className={`${classes.label} ellipsis`} title={label}>
        {label}
      </span>
      {note && <span className={classes.note}>{note}</span>}
    </Combobox.Option>
  );
}
