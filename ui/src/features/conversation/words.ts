/** Messages as plain text: for the clipboard, for one-line previews, for labels. Pure. */
import type { Media, Message, Part } from "@proto";

const ROLES: Record<string, string> = {
  system: "System",
  developer: "Developer",
  user: "User",
  assistant: "Assistant",
  tool: "Tool result",
};

/** The role as a word; one we do not know as it was sent. */
export function roleWord(role: string): string {
  return ROLES[role] ?? (role || "No role");
}

/** The kind of media as a word. */
export const mediaWord = (kind: "image" | "audio" | "video" | "file") =>
  ({ image: "Picture", audio: "Sound", video: "Film", file: "File" })[kind];

/** What a part's media is, without its bytes. */
function mediaText(kind: "image" | "audio" | "video" | "file", media: Media): string {
  const where = media.uri ?? media.file_id ?? media.mime_type ?? "";
  return `[${[mediaWord(kind), media.caption, where].filter(Boolean).join(" ")}]`;
}

/** A part's text: what `bytes` speaks of. Null for media. */
export function textOf(part: Part): { text: string; bytes: number | null } | null {
  switch (part.kind) {
    case "text":
    case "reasoning":
    case "refusal":
      return { text: part.text, bytes: part.bytes };
    case "tool_call":
      return { text: part.arguments, bytes: part.bytes };
    case "tool_result":
      return { text: part.result, bytes: part.bytes };
    case "other":
      return { text: part.json, bytes: part.bytes };
    default:
      return null;
  }
}

/** A part as plain text; `text` is its own, read to the end. */
export function partText(part: Part, text = textOf(part)?.text ?? ""): string {
  switch (part.kind) {
    case "tool_call":
      return `${part.name}(${text})`;
    case "image":
    case "audio":
    case "video":
    case "file":
      return mediaText(part.kind, part);
    default:
      return text;
  }
}

/** A message as plain text, as far as it is here. */
export function messageText(message: Message): string {
  return message.parts
    .map((part) => partText(part))
    .filter(Boolean)
    .join("\n\n");
}

/** Its beginning on one line. */
export function oneLine(text: string, most = 120): string {
  const line = text
    .slice(0, most * 2)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > most ? `${line.slice(0, most).trimEnd()}…` : line;
}

/** Whether a text takes more room than a glance: it is then shown by its beginning where it is not the answer. */
export function isTall(text: string): boolean {
  if (text.length > 900) return true;
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines > 11;
}

/** The host of an address, for "Load from …"; null when it is not one a browser can load. */
export function hostOf(address: string): string | null {
  try {
    const url = new URL(address);
    return /^https?:$/.test(url.protocol) ? url.host : null;
  } catch {
    return null;
  }
}
