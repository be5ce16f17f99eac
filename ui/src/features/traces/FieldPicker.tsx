/** A button that offers every field and attribute key there is, to choose one. */
import { Combobox, useCombobox } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { completeQuery } from "../../api/query";
import { compact } from "../../base/format";
import classes from "./fieldpicker.module.css";

interface FieldPickerProps {
  on: "traces" | "spans";
  label: string;
  onPick: (field: string) => void;
  /** Fields not offered. */
  taken?: readonly string[];
  /** Instead of the label with a plus. */
  children?: ReactNode;
}

/** The field's name without the operator a completion puts behind it. */
const nameOf = (insert: string) => insert.replace(/[:<>=]+$/, "");

export function FieldPicker({ on, label, onPick, taken = [], children }: FieldPickerProps) {
  const [part, setPart] = useState("");
  const combobox = useCombobox({
    onDropdownClose: () => setPart(""),
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const wanted = part.trim();
  const found = useQuery({
    queryKey: ["fields", on, part],
    queryFn: ({ signal }) => completeQuery(on, part, part.length, undefined, signal),
    enabled: combobox.dropdownOpened,
    placeholderData: (before) => before,
  });
  const fields = (found.data?.items ?? [])
    .filter(({ kind }) => kind === "field" || kind === "attribute")
    .map((item) => ({ ...item, name: nameOf(item.insert) }))
    .filter(({ name }) => !taken.includes(name))
    // Until the answer to the last letter is here, only what still fits it: Enter must not take anything else.
    .filter(({ name }) => !found.isPlaceholderData || name.toLowerCase().includes(wanted.toLowerCase()));
  // Offered once it is known that something else may have been meant.
  const typed =
    wanted !== "" && found.data && !found.isPlaceholderData && !fields.some(({ name }) => name === wanted);
  // Enter takes the first that fits what was typed.
  const first = wanted && (fields[0]?.name ?? (typed ? wanted : ""));
  const { selectFirstOption, resetSelectedOption } = combobox;
  useEffect(() => {
    if (first) selectFirstOption();
    else resetSelectedOption();
  }, [first, selectFirstOption, resetSelectedOption]);
  return (
    <Combobox
      store={combobox}
      width={340}
      position="bottom-start"
      withinPortal
      onOptionSubmit={(field) => {
        onPick(field);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <button type="button" className={classes.button} onClick={() => combobox.toggleDropdown()}>
          {children ?? (
            <>
              <IconPlus size={13} aria-hidden /> {label}
            </>
          )}
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={part}
          aria-label={label}
          placeholder="Field or attribute key"
          onChange={(event) => setPart(event.currentTarget.value)}
        />
        <Combobox.Options mah={300} style={{ overflowY: "auto" }}>
          {fields.map(({ name, detail, count }) => (
            <Combobox.Option key={name} value={name} className={classes.option}>
              <code className="ellipsis">{name}</code>
              <span className={classes.note}>{count === null ? detail : compact(count)}</span>
            </Combobox.Option>
          ))}
          {typed && (
            <Combobox.Option value={wanted} className={classes.option}>
              <code className="ellipsis">{wanted}</code>
              <span className={classes.note}>as typed</span>
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
