// biome-ignore-all lint/a11y/useSemanticElements: a <table> of absolutely placed rows is none to a browser; ARIA roles are
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself holds the focus and names its active row
/**
 * A row's two cells: the name with all that belongs to it, and the lane, whose bar the canvas draws. Both say in words
 * what they show (rowWords.ts). One line and as few elements as can be, some sixty times a screen: guides, type and
 * marks are backgrounds, and what most rows have nothing to say of makes no element.
 */
import { IconAlertTriangleFilled, IconRefreshAlert, IconWorldShare } from "@tabler/icons-react";
import { compact, count, duration, plural, shortId } from "../../base/format";
import { tokensShort, usd } from "../../base/usage";
import { Marked } from "./Marked";
import { isMissing, nameOf, PARENT, type TraceModel, typeOf } from "./outline";
import {
  chipText,
  foldedText,
  laneText,
  nameText,
  newService,
  pillText,
  tokensText,
  topText,
} from "./rowWords";
import { pillOf } from "./story";
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

/** Where the guides begin and, with no level to indent, the row's first mark. */
const FIRST = 18;

export function SpanCells({ model, node, folded, match, find, step, levels }: SpanCellsProps) {
  const { tree } = model;
  const depth = tree.depth[node] as number;
  const parent = (tree.children[node] as number) > 0;
  const indent = Math.min(depth, levels) * step;
  const lane = laneText(model, node);
  return (
    <>
      <div
        role="gridcell"
        className={classes.name}
        aria-label={nameText(model, node, folded && parent)}
        style={{ paddingLeft: FIRST + indent, backgroundSize: `${indent}px 100%` }}
      >
        {depth > levels && (
          <span aria-hidden className={classes.deep} title={`Level ${depth + 1}`}>
            {depth + 1}
          </span>
        )}
        {parent && <span className={classes.fold} data-fold={folded ? "closed" : "open"} />}
        {isMissing(model, node) ? (
          <Gap model={model} node={node} />
        ) : (
          <Name model={model} node={node} find={find} match={match} leaf={!parent} />
        )}
        {folded && parent && <Folded model={model} node={node} />}
        <Pill model={model} node={node} />
        {!isMissing(model, node) && <Tokens model={model} node={node} />}
      </div>
      <div role="gridcell" className={classes.lane} title={lane} aria-label={lane} />
    </>
  );
}

type NameProps = Pick<SpanCellsProps, "model" | "node" | "find" | "match"> & { leaf: boolean };

/** Type, mark and name, and the service where it changes. */
function Name({ model, node, find, match, leaf }: NameProps) {
  const type = typeOf(model, node);
  const failed = model.error[node] === 1;
  const name = nameOf(model, node);
  const service = newService(model, node);
  const chip = chipText(model, node);
  return (
    <>
      <span
        className={classes.title}
        data-leaf={leaf || undefined}
        data-error={failed || undefined}
        title={match ?? (service ? `${name}\n${service}` : name)}
        data-type={type}
      >
        {name ? (
          <Marked text={name} find={match === null ? "" : find} className={classes.mark} />
        ) : (
          <i className="faint">no name</i>
        )}
        {service && <span className={classes.service}> {service}</span>}
      </span>
      {chip && (
        <>
          {" "}
          <span aria-hidden className={classes.chip} title={chip}>
            {chip}
          </span>
        </>
      )}
      <Top model={model} node={node} />
      {match !== null && !includes(name, find) && (
        <span aria-hidden className={classes.found} title={match}>
          match
        </span>
      )}
    </>
  );
}

/** Why the span stands at the top, where that needs saying. */
function Top({ model, node }: { model: TraceModel; node: number }) {
  const text = topText(model, node);
  if (text === null) return null;
  const remote = model.outline.spans.parent[node] === PARENT.remote;
  const Icon = remote ? IconWorldShare : IconRefreshAlert;
  return (
    <span
      className={classes.note}
      data-tone={remote ? undefined : "warn"}
      title={
        remote
          ? "Its parent lives in another process, which said so and has sent nothing yet"
          : "Its parents form a circle. The circle is cut here, so that the spans can be shown"
      }
    >
      <Icon size={12} aria-hidden /> {text}
    </span>
  );
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
      aria-hidden
      className={classes.hidden}
      data-error={errors > 0 || undefined}
      title={foldedText(model, node)}
    >
      +{count(hidden)}
      {errors > 0 && (
        <>
          {" "}
          <IconAlertTriangleFilled size={11} aria-hidden />
          {count(errors)}
        </>
      )}
    </span>
  );
}

/** What the story folds into this row: `4 spans, 780 ms`, or with failures `1 of 4 spans, 780 ms`. Pressing it unfolds them. */
function Pill({ model, node }: { model: TraceModel; node: number }) {
  const pill = pillOf(model, node);
  if (!pill) return null;
  const failed = pill.errors > 0 ? `${count(pill.errors)} of ` : "";
  return (
    <span
      aria-hidden
      className={classes.pill}
      data-fold="pill"
      data-opened={pill.opened || undefined}
      data-error={pill.errors > 0 || undefined}
      title={`${pillText(model, node)}. Press to ${pill.opened ? "fold" : "unfold"}`}
    >
      {pill.errors > 0 && <IconAlertTriangleFilled size={11} aria-hidden />}
      <span
        data-said={`${failed}${plural(pill.count, "span")}, ${duration(pill.time)}`}
        data-short={`${failed || "+"}${compact(pill.count)}, ${duration(pill.time)}`}
      />
    </span>
  );
}

/** `3.1k → 96 · $0.0012`, each part only when it is known; faint where the trace's total has it from another span. */
function Tokens({ model, node }: { model: TraceModel; node: number }) {
  const text = tokensText(model, node);
  if (text === null) return null;
  const { input_tokens, output_tokens, counted, cost } = model.outline.spans;
  const written = typeOf(model, node) !== "embedding";
  const short = tokensShort(input_tokens[node], output_tokens[node], written) ?? "";
  const dollars = cost[node] ?? null;
  return (
    <span
      aria-hidden
      className={classes.tokens}
      data-counted={counted[node] === false ? "no" : undefined}
      title={`Tokens: ${text}`}
      data-said={dollars === null ? short : `${short} · ${usd(dollars)}`}
      data-short={short}
    />
  );
}

function includes(text: string, find: string): boolean {
  return text.toLowerCase().includes(find.toLowerCase());
}
