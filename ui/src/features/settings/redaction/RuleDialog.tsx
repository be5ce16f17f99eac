/** One rule of the user's own, written or changed. The server judges its patterns; what it says stands at the field it is about. */
import { Button, Modal, TextInput } from "@mantine/core";
import type { RedactionRule } from "@proto";
import { type FormEvent, useState } from "react";
import type { ApiFailure } from "../../../api/client";
import { Notice } from "../../../widgets/states";
import settings from "../settings.module.css";
import classes from "./redaction.module.css";
import { fieldOf, type RuleField } from "./rules";

interface RuleDialogProps {
  rule: RedactionRule;
  saving: boolean;
  failure: ApiFailure | null;
  /** Redaction is on: a saved rule holds at once. */
  on: boolean;
  onSave: (rule: RedactionRule) => void;
  /** Something was typed: an earlier failure is no longer about what stands there. */
  onTyped: () => void;
  onClose: () => void;
}

export function RuleDialog({ rule: given, saving, failure, on, onSave, onTyped, onClose }: RuleDialogProps) {
  const [rule, setRule] = useState(given);
  const about = failure && fieldOf(failure.message);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ ...rule, name: rule.name.trim(), key: rule.key.trim() });
  };
  const field = (name: RuleField, label: string, description: string, placeholder: string) => (
    <TextInput
      label={label}
      description={description}
      placeholder={placeholder}
      value={rule[name]}
      onChange={({ currentTarget: { value } }) => {
        setRule((before) => ({ ...before, [name]: value }));
        if (failure) onTyped();
      }}
      error={failure && about === name ? `${failure.message} ${failure.hint ?? ""}` : undefined}
      autoComplete="off"
      spellCheck={false}
      classNames={name === "name" || name === "replacement" ? {} : { input: classes.mono ?? "" }}
      {...(name === "name" ? { "data-autofocus": true } : {})}
    />
  );
  return (
    <Modal
      opened
      onClose={onClose}
      size={560}
      title={given.name ? `Rule “${given.name}”` : "A rule of your own"}
    >
      <form onSubmit={submit} noValidate>
        <div className={classes.fields}>
          {field("name", "Name", "Shown where the rule took something out", "Customer numbers")}
          {field(
            "key",
            "Keys",
            "Values called so are taken out; * stands for anything, several with commas. Empty: whatever they are called",
            "*.customer_id, app.user.*",
          )}
          {field(
            "value",
            "Text",
            "A regular expression: what it matches is taken out. Empty: the whole value",
            "\\bCUST-[0-9]{6}\\b",
          )}
          {field(
            "replacement",
            "In its place",
            "What is stored instead",
            `[redacted: ${(rule.name.trim() || "name of the rule").toLowerCase()}]`,
          )}
          {failure && !about && (
            <Notice tone="bad">
              {failure.message} {failure.hint}
            </Notice>
          )}
        </div>
        <div className={settings.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            {on ? "Save, and apply from now on" : "Save the rule"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
