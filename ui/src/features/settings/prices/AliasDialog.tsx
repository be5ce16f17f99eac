/** Another name for a model that has a price, such as a deployment's. The models are offered from the price table as one types. */
import { Autocomplete, Button, Modal, TextInput } from "@mantine/core";
import type { Alias, Price } from "@proto";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { ApiFailure } from "../../../api/client";
import { pricesQuery } from "../../../api/prices";
import { Notice } from "../../../widgets/states";
import settings from "../settings.module.css";
import { aliasError, labelOf } from "./edits";
import classes from "./prices.module.css";

/** Models offered. */
const OFFERED = 8;

interface AliasDialogProps {
  alias: Alias;
  /** The user's other aliases. */
  others: readonly Alias[];
  /** The user's own prices: they are models too. */
  overrides: readonly Price[];
  saving: boolean;
  failure: ApiFailure | null;
  onSave: (alias: Alias) => void;
  onClose: () => void;
}

export function AliasDialog({
  alias,
  others,
  overrides,
  saving,
  failure,
  onSave,
  onClose,
}: AliasDialogProps) {
  const [name, setName] = useState(alias.name);
  const [model, setModel] = useState(alias.model);
  const [tried, setTried] = useState(false);
  const found = useQuery({ ...pricesQuery(model, OFFERED), placeholderData: keepPreviousData });
  const wanted = model.trim().toLowerCase();
  const offered = new Set([
    ...overrides.map(labelOf).filter((label) => label.toLowerCase().includes(wanted) && !label.endsWith("*")),
    ...(found.data?.table ?? []).map(labelOf),
  ]);
  const said = { name: name.trim(), model: model.trim() };
  const wrong = aliasError(said, others);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!wrong) onSave(said);
  };
  return (
    <Modal opened onClose={onClose} title="Price a name as another model" size={480}>
      <form onSubmit={submit} noValidate>
        <div className={classes.form}>
          <TextInput
            className={classes.whole ?? ""}
            label="Name on your spans"
            placeholder="my-deployment"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && wrong?.name}
            autoComplete="off"
            spellCheck={false}
            {...(alias.name ? {} : { "data-autofocus": true })}
          />
          <Autocomplete
            className={classes.whole ?? ""}
            size="xs"
            label="Costs as"
            placeholder="gpt-4o"
            value={model}
            onChange={setModel}
            data={[...offered].slice(0, OFFERED)}
            // What fits is the server's to say: it knows the models' other names.
            filter={({ options }) => options}
            error={tried && wrong?.model}
            spellCheck={false}
            comboboxProps={{ transitionProps: { duration: 0 } }}
            {...(alias.name ? { "data-autofocus": true } : {})}
          />
          {failure && (
            <div className={`${classes.whole} ${classes.notice}`}>
              <Notice tone="bad">
                {failure.message} {failure.hint}
              </Notice>
            </div>
          )}
        </div>
        <div className={settings.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Save the alias
          </Button>
        </div>
      </form>
    </Modal>
  );
}
