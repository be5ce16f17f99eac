/** One price of the user's own, written or changed. What cannot be one is said at its field, before it is sent. */
import { Button, Modal, TextInput } from "@mantine/core";
import type { Price } from "@proto";
import { type FormEvent, useState } from "react";
import type { ApiFailure } from "../../../api/client";
import { exact } from "../../../base/usage";
import { Notice } from "../../../widgets/states";
import settings from "../settings.module.css";
import { type FormErrors, formOf, type PriceForm, readForm, saysMore } from "./edits";
import classes from "./prices.module.css";

/** What the dialog is opened on. */
export interface PriceDraft {
  /** Its place among the user's prices; −1: a new one. */
  readonly at: number;
  readonly price: Partial<Price>;
  /** The shipped price it stands before, where it is known. */
  readonly shipped: Price | null;
}

interface PriceDialogProps {
  draft: PriceDraft;
  saving: boolean;
  failure: ApiFailure | null;
  onSave: (price: Price) => void;
  onRemove: (() => void) | null;
  onClose: () => void;
}

/** Mounted anew for every draft. */
export function PriceDialog({ draft, saving, failure, onSave, onRemove, onClose }: PriceDialogProps) {
  const [form, setForm] = useState<PriceForm>(() => formOf(draft.price));
  const [errors, setErrors] = useState<FormErrors>({});
  const [more] = useState(() => saysMore(form));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readForm(form, draft.price.hours ?? null);
    setErrors("errors" in read ? read.errors : {});
    if ("price" in read) onSave(read.price);
  };
  const named = Boolean(draft.price.model);
  const field = (name: keyof PriceForm, label: string, placeholder = "") => {
    const shipped = draft.shipped?.[name as keyof Price];
    return (
      <TextInput
        label={label}
        placeholder={placeholder}
        value={form[name]}
        onChange={({ currentTarget: { value } }) => setForm((before) => ({ ...before, [name]: value }))}
        description={typeof shipped === "number" ? `Shipped: ${exact(shipped)}` : undefined}
        inputWrapperOrder={["label", "input", "error", "description"]}
        error={errors[name]}
        autoComplete="off"
        spellCheck={false}
        inputMode={["provider", "model", "from", "until"].includes(name) ? "text" : "decimal"}
        {...(name === (named ? "input" : "model") ? { "data-autofocus": true } : {})}
      />
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={560}
      title={named ? `Price of ${draft.price.model}` : "A price of your own"}
    >
      <form onSubmit={submit} noValidate>
        <div className={classes.form}>
          <div className={classes.half}>
            {field("model", "Model", "my-model, or my-* for all that begin so")}
          </div>
          <div className={classes.half}>{field("provider", "Provider", "whoever serves it")}</div>
          <p className={`${classes.quiet} ${classes.whole}`}>
            US dollars for a million tokens. A class left empty costs as the one it is a part of.
          </p>
          <div className={classes.half}>{field("input", "Input")}</div>
          <div className={classes.half}>{field("output", "Output")}</div>
          <div className={classes.third}>{field("cached_read", "Cached read", "as input")}</div>
          <div className={classes.third}>{field("cached_write", "Cached write", "as input")}</div>
          <div className={classes.third}>{field("reasoning", "Reasoning", "as output")}</div>
          <details className={classes.whole} open={more}>
            <summary>Audio, long calls, dates</summary>
            <div className={classes.fold}>
              <div className={classes.wide}>{field("audio_input", "Audio in", "as input")}</div>
              <div className={classes.wide}>{field("audio_output", "Audio out", "as output")}</div>
              <p>A call with many input tokens may cost otherwise, all of it:</p>
              <div className={classes.wide}>{field("long_from", "From so many input tokens", "200000")}</div>
              <div>{field("long_input", "Long input")}</div>
              <div>{field("long_output", "Long output")}</div>
              <div className={classes.wide}>
                {field("long_cached_read", "Long cached read", "as long input")}
              </div>
              <div className={classes.wide}>
                {field("long_cached_write", "Long cached write", "as long input")}
              </div>
              <p>Empty: it holds for all calls, whenever they were made.</p>
              <div className={classes.wide}>{field("from", "First day", "2026-11-21")}</div>
              <div className={classes.wide}>
                {field("until", "First day it no longer holds", "2026-12-31")}
              </div>
            </div>
          </details>
          {failure && (
            <div className={`${classes.whole} ${classes.notice}`}>
              <Notice tone="bad">
                {failure.message} {failure.hint}
              </Notice>
            </div>
          )}
        </div>
        <div className={settings.buttons}>
          {onRemove && (
            <Button variant="default" className={settings.first ?? ""} onClick={onRemove}>
              Remove this price
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Save the price
          </Button>
        </div>
      </form>
    </Modal>
  );
}
