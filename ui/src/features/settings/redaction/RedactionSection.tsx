/**
 * Redaction: what is taken out before it is stored. One switch for all, one for each rule, rules of the user's own, and a preview
 * on what is stored. Every change is saved by itself.
 */
import { Button, Switch } from "@mantine/core";
import type { Redaction, RedactionRule } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { redactionQuery, useSaveRedaction } from "../../../api/redaction";
import { Failed, Loading, Notice } from "../../../widgets/states";
import { Item, Section } from "../Section";
import { Preview } from "./Preview";
import { RuleDialog } from "./RuleDialog";
import classes from "./redaction.module.css";
import { EMPTY_RULE, ruleWords, withoutRule, withRule } from "./rules";

export function RedactionSection() {
  const { data: redaction, error, refetch } = useQuery(redactionQuery());
  return (
    <Section id="redaction" title="Redaction">
      {!redaction && error && (
        <Failed what="The rules could not be read" error={error} onRetry={() => void refetch()} />
      )}
      {!redaction && !error && <Loading what="the rules" />}
      {redaction && <Rules redaction={redaction} />}
    </Section>
  );
}

/** A rule being written: its place, −1 for a new one. */
type Draft = { at: number; rule: RedactionRule } | null;

function Rules({ redaction }: { redaction: Redaction }) {
  const save = useSaveRedaction();
  const [draft, setDraft] = useState<Draft>(null);
  const close = () => {
    setDraft(null);
    save.reset();
  };
  const on = redaction.rules.filter((rule) => rule.on).length;
  return (
    <>
      <p className={classes.lead}>
        Takes secrets and personal data out of what comes in, before it is stored: out of attributes,
        messages, events, logs and names. It holds for what comes in from then on. What is stored already is
        not changed, and what was taken out cannot be brought back. Ids and times are never touched.
      </p>
      {save.error && !draft && (
        <Notice tone="bad">
          Not saved: {save.error.message} {save.error.hint}
        </Notice>
      )}
      <Item
        label="Take out what the rules find"
        note={
          redaction.on
            ? `On: ${on} of ${redaction.rules.length} rules are applied to all that comes in`
            : "Off: everything is stored exactly as it comes in"
        }
      >
        <Switch
          aria-label="Take out what the rules find"
          checked={redaction.on}
          disabled={save.isPending}
          onChange={(event) => save.mutate({ ...redaction, on: event.currentTarget.checked })}
        />
      </Item>
      <Preview redaction={redaction} />
      <h3 className={classes.sub}>Rules</h3>
      <ul className={classes.rules} aria-label="Rules" data-off={!redaction.on || undefined}>
        {redaction.rules.map((rule, at) => (
          <RuleRow
            // biome-ignore lint/suspicious/noArrayIndexKey: two of the user's rules may have the same name
            key={`${rule.preset} ${rule.name} ${at}`}
            rule={rule}
            busy={save.isPending}
            onSwitch={(is) => save.mutate(withRule(redaction, at, { ...rule, on: is }))}
            onEdit={() => setDraft({ at, rule })}
            onRemove={() => save.mutate(withoutRule(redaction, at))}
          />
        ))}
        <li className={classes.rule}>
          <span />
          <span>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => setDraft({ at: -1, rule: EMPTY_RULE })}
            >
              Add a rule…
            </Button>
          </span>
        </li>
      </ul>
      {draft && (
        <RuleDialog
          rule={draft.rule}
          on={redaction.on}
          saving={save.isPending}
          failure={save.error}
          onSave={(rule) => save.mutate(withRule(redaction, draft.at, rule), { onSuccess: close })}
          onTyped={save.reset}
          onClose={close}
        />
      )}
    </>
  );
}

interface RuleRowProps {
  rule: RedactionRule;
  busy: boolean;
  onSwitch: (on: boolean) => void;
  onEdit: () => void;
  onRemove: () => void;
}

function RuleRow({ rule, busy, onSwitch, onEdit, onRemove }: RuleRowProps) {
  return (
    <li className={classes.rule}>
      <Switch
        className={classes.switch ?? ""}
        aria-label={rule.name}
        checked={rule.on}
        disabled={busy}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      <div>
        <span className={classes.name}>{rule.name}</span>
        {rule.preset ? <Patterns rule={rule} /> : <div className={classes.words}>{ruleWords(rule)}</div>}
      </div>
      {!rule.preset && (
        <div className={classes.acts}>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Edit the rule ${rule.name}`}
            onClick={onEdit}
          >
            Edit
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Remove the rule ${rule.name}`}
            onClick={onRemove}
          >
            Remove
          </Button>
        </div>
      )}
    </li>
  );
}

/** A preset in words; what it really asks for unfolds beneath. */
function Patterns({ rule }: { rule: RedactionRule }) {
  return (
    <details className={classes.pattern}>
      <summary className={classes.words}>
        {ruleWords(rule)} <span className="faint">· patterns</span>
      </summary>
      <dl>
        {rule.key && (
          <>
            <dt>Keys</dt>
            <dd>{rule.key}</dd>
          </>
        )}
        {rule.value && (
          <>
            <dt>Text</dt>
            <dd>{rule.value}</dd>
          </>
        )}
        <dt>In its place</dt>
        <dd>{rule.replacement}</dd>
      </dl>
    </details>
  );
}
