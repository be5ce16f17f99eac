/**
 * The span of a tool's execution, for calls whose span is not among what is read: looked for in the trace's outline by name and
 * time, and where several could be meant by the call's id in their texts.
 */
import type { TraceOutline } from "@proto";
import { searchTrace } from "../../api/traces";
import type { Subject } from "./subject";

/** A tool's span, as far as the outline tells. */
export interface ToolSpan {
  readonly spanId: string;
  /** Others of that name, among which the call's id decides. */
  readonly others: readonly string[];
}

/**
 * The tool's span that belongs to a call made in `subject`: of those of that name the first that starts after it (it asked for
 * it), else, for calls in its history, the last before it. Null when there is none of that name.
 */
export function toolSpanOf(
  { spans, strings }: TraceOutline,
  subject: Subject,
  name: string,
): ToolSpan | null {
  if (!name) return null;
  const own = spans.span_id.indexOf(subject.spanId);
  const asked = own < 0 ? 0 : (spans.start[own] ?? 0) + (spans.duration[own] ?? 0);
  const named: number[] = [];
  for (let span = 0; span < spans.span_id.length; span++) {
    if (spans.span_type[span] !== "tool") continue;
    if ((strings[spans.detail[span] ?? -1] ?? strings[spans.name[span] ?? -1]) === name) named.push(span);
  }
  const best = named.find((span) => (spans.start[span] ?? 0) >= asked) ?? named.at(-1);
  if (best === undefined) return null;
  const id = (span: number) => spans.span_id[span] as string;
  return { spanId: id(best), others: named.filter((span) => span !== best).map(id) };
}

/** Which of several spans it is: the one that mentions the call's id. The guess when none does, or nobody answers. */
export async function decide(
  traceId: string,
  { spanId, others }: ToolSpan,
  id: string | null,
): Promise<string> {
  if (id === null || others.length === 0) return spanId;
  try {
    const { matches } = await searchTrace(traceId, id);
    const mentioned = new Set(matches.map((match) => match.span_id));
    return [spanId, ...others].find((one) => mentioned.has(one)) ?? spanId;
  } catch {
    return spanId;
  }
}
