/**
 * A span's attributes as the inspector lists them: grouped by the first word of their key, those of resource and scope
 * apart, narrowed by a filter. Pure; keeps the order in which they were sent inside a group, and repeated keys.
 */
import type { Attribute, Span } from "@proto";
import { valueText } from "./values";

/** Whose attribute it is. Only a span's long values can be read on by range. */
export type Owner = "span" | "resource" | "scope";

/** A line of the list. */
export type AttributeLine =
  | { kind: "group"; id: string; title: string; count: number; note: string | null }
  | { kind: "attribute"; id: string; owner: Owner; attribute: Attribute; repeated: boolean };

/** Keys without a dot. */
const PLAIN = "no namespace";

/** The namespace of a key: its first word. */
export function namespaceOf(key: string): string {
  const dot = key.indexOf(".");
  return dot > 0 ? key.slice(0, dot) : PLAIN;
}

/** The lines for a span. `filter` narrows by key or value, without regard to case. */
export function attributeLines(span: Span, filter: string): AttributeLine[] {
  const wanted = filter.trim().toLowerCase();
  const fits = ({ key, value }: Attribute) =>
    wanted === "" || key.toLowerCase().includes(wanted) || valueText(value).toLowerCase().includes(wanted);
  const groups = new Map<string, Attribute[]>();
  for (const attribute of span.attributes) {
    const name = namespaceOf(attribute.key);
    const group = groups.get(name);
    if (group) group.push(attribute);
    else groups.set(name, [attribute]);
  }
  const plain = groups.get(PLAIN);
  if (plain) {
    groups.delete(PLAIN);
    groups.set(PLAIN, plain);
  }
  const lines: AttributeLine[] = [];
  for (const [name, attributes] of groups) push(lines, "span", name, attributes.filter(fits), null);
  const { resource, scope } = span;
  push(lines, "resource", "Resource", resource.attributes.filter(fits), dropped(resource.dropped_attributes));
  const named = [scope.name, scope.version].filter(Boolean).join(" ");
  push(
    lines,
    "scope",
    "Scope",
    scope.attributes.filter(fits),
    [named, dropped(scope.dropped_attributes)].filter(Boolean).join(" · ") || null,
  );
  return lines;
}

function push(
  lines: AttributeLine[],
  owner: Owner,
  title: string,
  attributes: Attribute[],
  note: string | null,
): void {
  if (attributes.length === 0) return;
  lines.push({ kind: "group", id: `${owner} ${title}`, title, count: attributes.length, note });
  const seen = new Map<string, number>();
  for (const attribute of attributes) {
    const times = seen.get(attribute.key) ?? 0;
    seen.set(attribute.key, times + 1);
    lines.push({
      kind: "attribute",
      id: `${owner} ${attribute.key} ${times}`,
      owner,
      attribute,
      repeated: times > 0,
    });
  }
}

function dropped(count: number): string | null {
  return count > 0 ? `${count} dropped by the SDK` : null;
}

/** How many attributes a span has in all, its resource's and scope's not counted. */
export function attributeCount(span: Span): number {
  return span.attributes.length;
}
