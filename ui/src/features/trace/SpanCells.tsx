// biome-ignore-all lint/a11y/useSemanticElements: a <table> of absolutely placed rows is none to a browser; ARIA roles are
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself holds the focus and names its active row
/**
 * A row's two cells: the name with all that belongs to it, and the lane, whose bar the canvas draws and whose facts
 * stand here as text for those who hear the page. One line, few nodes: it is drawn some sixty times a screen.
 */
import {
  IconAlertTriangleFilled,
  IconChevronDown,
  IconChevronRight,
  IconRefreshAlert,
  IconWorldShare,
} from "@tabler/icons-react";
import { compact, count, duration, plural, shortId } from "../../base/format";
import { TypeIcon, typeWord } from "../../widgets/typeIcon";
import { isMissing, nameOf, PARENT, serviceOf, type TraceModel, textOf, typeOf } from "./outline";
import classes from "./trace.module.css";

interface SpanCellsProps {
  model: TraceModel;
  node: number;
  folded: boolean;
  /** What the search found here, or null. */
  match: string | null;
  /** The text searched for, to mark it in the name. */
  find: string;
  /** Pixels a level is indented, and the levels that are drawn at all. */
  step: number;
  levels: number;
}

export function SpanCells({ model, node, folded, match, find, step, levels }: SpanCellsProps) {
  const { tree } = model;
  const depth = tree.depth[node] as number;
  const parent = (tree.children[node] as number) > 0;
  // Two drawings rather than one turned: a transform a row costs a layer's bookkeeping in every frame.
  const Chevron = folded ? IconChevronRight : IconChevronDown;
  const shownDepth = Math.min(depth, levels);
  return (
    <>
      <div role="gridcell" className={classes.name} data-error={model.error[node] === 1 || undefined}>
        <span
          className={classes.guides}
          data-tight={step < 10 || undefined}
          style={{ width: shownDepth * step, backgroundSize: `${step}px 100%` }}
        />
        {depth > levels && (
          <span className={classes.deep} title={`Level ${depth + 1}`}>
            {depth + 1}
          </span>
        )}
        <span className={classes.fold} data-fold={parent || undefined}>
          {parent && <Chevron size={12} stroke={2.25} aria-hidden />}
        </span>
        {isMissing(model, node) ? (
          <Gap model={model} node={node} />
        ) : (
          <Name model={model} node={node} find={find} match={match} />
        )}
        <span className={classes.grow} />
        {folded && parent && <Folded model={model} node={node} />}
        <Tokens model={model} node={node} />
      </div>
      <div role="gridcell" className={classes.lane} title={laneText(model, node)}>
        <span className="visually-hidden">{laneText(model, node)}</span>
      </div>
    </>
  );
}

/** Icon, marks, name, and the service where it changes. */
function Name({ model, node, find, match }: Pick<SpanCellsProps, "model" | "node" | "find" | "match">) {
  const type = typeOf(model, node);
  const name = nameOf(model, node);
  const service = serviceOf(model, node);
  const above = model.tree.parent[node] as number;
  const changes = above < 0 || isMissing(model, above) || serviceOf(model, above) !== service;
  return (
    <>
      <TypeIcon type={type} />
      <span className="visually-hidden">{typeWord(type)}</span>
      {model.error[node] === 1 && (
        <>
          <IconAlertTriangleFilled size={13} className={classes.errorMark} aria-hidden />
          <span className="visually-hidden">Failed</span>
        </>
      )}
      <span className={classes.title} title={match ?? name}>
        {name ? <Marked text={name} find={match === null ? "" : find} /> : <i className="faint">no name</i>}
      </span>
      {changes && service && <span className={classes.service}>{service}</span>}
      <Top code={model.outline.spans.parent[node] as number} />
      {match !== null && !includes(name, find) && (
        <span className={classes.found} title={match}>
          match
        </span>
      )}
    </>
  );
}

/** Why a span without a parent here stands at the top, where the reason is not simply "it is the root". */
function Top({ code }: { code: number }) {
  if (code === PARENT.remote) {
    return (
      <span
        className={classes.note}
        title="Its parent lives in another process, which said so and has sent nothing yet"
      >
        <IconWorldShare size={12} aria-hidden /> remote parent
      </span>
    );
  }
  if (code === PARENT.circle) {
    return (
      <span
        className={classes.note}
        data-tone="warn"
        title="Its parents form a circle. The circle is cut here, so that the spans can be shown"
      >
        <IconRefreshAlert size={12} aria-hidden /> parents form a circle
      </span>
    );
  }
  return null;
}

/** The row of a parent that has not arrived. */
function Gap({ model, node }: { model: TraceModel; node: number }) {
  const id = model.missing[node - model.spans] ?? "";
  return (
    <span
      className={classes.gap}
      title={`${plural(model.tree.children[node] ?? 0, "span")} name the parent ${id}, which has not arrived`}
    >
      parent <span className="mono">{shortId(id, 4, 4)}</span> not received
    </span>
  );
}

/** What a fold hides. */
function Folded({ model, node }: { model: TraceModel; node: number }) {
  const hidden = (model.tree.size[node] as number) - 1;
  const errors = model.errorsBelow[node] as number;
  return (
    <span
      className={classes.hidden}
      data-error={errors > 0 || undefined}
      title={`${plural(hidden, "span")} folded away${errors ? `, ${plural(errors, "error")} among them` : ""}`}
    >
      +{count(hidden)}
      {errors > 0 && (
        <>
          {" "}
          <IconAlertTriangleFilled size={11} aria-hidden />
          {count(errors)}
          <span className="visually-hidden"> errors</span>
        </>
      )}
    </span>
  );
}

/** `3.1k → 96`, each side only when the span said it. */
function Tokens({ model, node }: { model: TraceModel; node: number }) {
  if (isMissing(model, node)) return null;
  const { input_tokens, output_tokens } = model.outline.spans;
  const input = input_tokens[node] ?? null;
  const output = output_tokens[node] ?? null;
  if (input === null && output === null) return null;
  const say = (tokens: number | null) => (tokens === null ? "not said" : count(tokens));
  return (
    <span className={classes.tokens} title={`Tokens: ${say(input)} in, ${say(output)} out`}>
      {input === null ? "?" : compact(input)} → {output === null ? "?" : compact(output)}
      <span className="visually-hidden"> tokens</span>
    </span>
  );
}

/** Marks the first place where the name has the text. */
function Marked({ text, find }: { text: string; find: string }) {
  const at = find ? text.toLowerCase().indexOf(find.toLowerCase()) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className={classes.mark}>{text.slice(at, at + find.length)}</mark>
      {text.slice(at + find.length)}
    </>
  );
}

function includes(text: string, find: string): boolean {
  return text.toLowerCase().includes(find.toLowerCase());
}

/** The lane in words. */
function laneText(model: TraceModel, node: number): string {
  if (isMissing(model, node)) return "Not received";
  const { start, duration: length } = model.outline.spans;
  const said = textOf(model, "detail", node) ?? textOf(model, "model", node);
  const events = (model.tickFrom[node + 1] as number) - (model.tickFrom[node] as number);
  const parts = [`starts at ${duration(start[node] ?? 0)}, takes ${duration(length[node] ?? 0)}`];
  if ((model.tree.children[node] as number) > 0)
    parts.push(`${duration(model.self[node] as number)} of its own`);
  if (said) parts.push(said);
  if (events > 0) parts.push(plural(events, "event"));
  return parts.join(", ");
}
