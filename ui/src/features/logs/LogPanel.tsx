/** One log record beside the list: message, where it belongs, attributes, who sent it. */
import { ActionIcon, Tooltip } from "@mantine/core";
import type { Attribute, LogRecord } from "@proto";
import { IconFilterMinus, IconFilterPlus, IconTimeline, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { getLogRaw, logQuery } from "../../api/logs";
import { languageQuery } from "../../api/query";
import { fieldOf, termOf } from "../../base/attributeTerms";
import { bytes, plural } from "../../base/format";
import { negated, withTerm } from "../../base/terms";
import { absolute, nanos } from "../../base/time";
import { CopyButton } from "../../widgets/copy";
import { Failed, Loading } from "../../widgets/states";
import { Identifier, Pill } from "../../widgets/text";
import { ToolButton } from "../../widgets/toolbutton";
import { Body } from "./Body";
import classes from "./logs.module.css";
import { Severity } from "./Severity";
import { hiddenBytes, printValue } from "./value";

const route = getRouteApi("/logs");

export function LogPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: record, error, refetch } = useQuery(logQuery(id));
  return (
    <section className={classes.panel} aria-label="Log record">
      <header className={classes.panelHead}>
        {record ? (
          <>
            <Severity severity={record.row.severity} text={record.row.severity_text} />
            <span className="mono dim">{absolute(nanos(record.row.time))}</span>
          </>
        ) : (
          <span className="dim">Log record</span>
        )}
        <span className={classes.grow} />
        <CopyButton text={() => getLogRaw(id)} label="Copy as OTLP JSON" size={24} />
        <Tooltip label="Close (Esc)">
          <ActionIcon variant="subtle" color="gray" size={24} aria-label="Close the record" onClick={onClose}>
            <IconX size={15} />
          </ActionIcon>
        </Tooltip>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className={classes.panelBody} tabIndex={0}>
        {error && <Failed what="The record could not be read" error={error} onRetry={() => void refetch()} />}
        {!record && !error && <Loading what="the record" />}
        {record && <Record record={record} />}
      </div>
    </section>
  );
}

function Record({ record }: { record: LogRecord }) {
  return (
    <>
      {record.row.event_name && (
        <p className={classes.line}>
          Event <Pill>{record.row.event_name}</Pill>
        </p>
      )}
      <Body id={record.row.id} value={record.body} />
      <Belongs record={record} />
      <Section
        title="Attributes"
        attributes={record.attributes}
        dropped={record.dropped_attributes}
        filters
      />
      <Section
        title="Resource"
        attributes={record.resource.attributes}
        dropped={record.resource.dropped_attributes}
        filters
      />
      <Section
        title="Scope"
        attributes={record.scope.attributes}
        dropped={record.scope.dropped_attributes}
        first={record.scope.name ? `${record.scope.name} ${record.scope.version}` : null}
      />
      <Times record={record} />
    </>
  );
}

function Belongs({ record }: { record: LogRecord }) {
  const { trace_id: traceId, span_id: spanId, trace_known: known } = record.row;
  if (!traceId) return null;
  return (
    <div className={classes.belongs}>
      {known ? (
        <Link
          to="/trace/$traceId"
          params={{ traceId }}
          search={spanId ? { span: spanId } : {}}
          className={classes.open}
        >
          <IconTimeline size={14} aria-hidden />
          {spanId ? "Open its span in the trace" : "Open its trace"}
        </Link>
      ) : (
        <span className="dim">Its trace is not stored here.</span>
      )}
      <span className="faint">trace</span>
      <Identifier id={traceId} label="trace id" />
      {spanId && (
        <>
          <span className="faint">span</span>
          <Identifier id={spanId} label="span id" />
        </>
      )}
    </div>
  );
}

function Section({
  title,
  attributes,
  dropped,
  first = null,
  filters = false,
}: {
  title: string;
  attributes: readonly Attribute[];
  dropped: number;
  first?: string | null;
  /** The list can be asked for these attributes. */
  filters?: boolean;
}) {
  if (attributes.length === 0 && dropped === 0 && !first) return null;
  return (
    <section>
      <h2 className={classes.title}>
        {title} {dropped > 0 && <Pill tone="warn">{plural(dropped, "attribute")} dropped by the SDK</Pill>}
      </h2>
      {first && <p className={classes.line}>{first}</p>}
      <dl className={classes.attributes}>
        {attributes.map((attribute, index) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: keys may repeat, so the place is part of the identity
            key={`${index} ${attribute.key}`}
            name={attribute.key}
            text={printValue(attribute.value)}
            tools={filters && <Filters attribute={attribute} />}
          >
            {hiddenBytes(attribute.value) > 0 && (
              <span className="faint"> … {bytes(hiddenBytes(attribute.value))} more</span>
            )}
          </Row>
        ))}
      </dl>
    </section>
  );
}

/** Filter the list for a value, or for all but it. */
function Filters({ attribute }: { attribute: Attribute }) {
  const navigate = route.useNavigate();
  const { data: language } = useQuery(languageQuery());
  const names = new Set(language?.fields.flatMap((field) => field.names.map((name) => name.toLowerCase())));
  const term = termOf(fieldOf(attribute.key, "span", names), attribute.value);
  if (term === null) return null;
  const add = (next: string) =>
    void navigate({ search: (was) => ({ ...was, q: withTerm(was.q ?? "", next) }) });
  return (
    <>
      <ToolButton label={`Filter for ${term}`} onClick={() => add(term)}>
        <IconFilterPlus size={13} aria-hidden />
      </ToolButton>
      <ToolButton label={`Filter out ${term}`} onClick={() => add(negated(term))}>
        <IconFilterMinus size={13} aria-hidden />
      </ToolButton>
    </>
  );
}

interface RowProps {
  name: string;
  text: string;
  tools?: ReactNode;
  children?: ReactNode;
}

function Row({ name, text, tools, children }: RowProps) {
  return (
    <div className={classes.attribute}>
      <dt title={name}>{name}</dt>
      <dd>
        <span className={classes.value}>
          {text}
          {children}
        </span>
        <span className={classes.copy}>
          {tools}
          <CopyButton text={text} label={`Copy the value of ${name}`} size={18} />
        </span>
      </dd>
    </div>
  );
}

function Times({ record }: { record: LogRecord }) {
  const say = (ns: string) => (ns === "0" ? "not said" : absolute(nanos(ns)));
  return (
    <section>
      <h2 className={classes.title}>Times</h2>
      <dl className={classes.attributes}>
        <Row name="time" text={say(record.time)} />
        <Row name="observed" text={say(record.observed)} />
        <Row name="stored" text={say(record.received)} />
      </dl>
    </section>
  );
}
