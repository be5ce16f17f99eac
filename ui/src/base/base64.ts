/** Base64 as programs really send it: with line breaks, with `-` and `_`, without padding, in pieces cut anywhere. Pure. */

/** Turns pieces of base64 into bytes as they come. */
export class Base64Bytes {
  readonly parts: Uint8Array<ArrayBuffer>[] = [];
  #rest = "";

  /** Takes a piece. Throws on what is no base64. */
  push(piece: string): void {
    const text =
      this.#rest +
      piece
        .replace(/[\s=]+/g, "")
        .replace(/-/g, "+")
        .replace(/_/g, "/");
    const whole = text.length - (text.length % 4);
    this.#rest = text.slice(whole);
    this.#take(text.slice(0, whole));
  }

  /** No more comes. Throws when what came cannot have been all of a text. */
  end(): void {
    this.#take(this.#rest);
    this.#rest = "";
  }

  #take(text: string): void {
    if (text === "") return;
    let binary: string;
    try {
      binary = atob(text);
    } catch {
      throw new Error("what was sent is no base64.");
    }
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
    this.parts.push(bytes);
  }
}

/** Bytes that so many characters of base64 stand for, about. */
export const base64Bytes = (characters: number) => Math.floor((characters * 3) / 4);

/** The picture, sound or document that base64 begins with, by its first bytes; null when they say nothing known. */
export function sniffed(base64: string): string | null {
  const known: [string, string][] = [
    ["iVBORw0KGgo", "image/png"],
    ["/9j/", "image/jpeg"],
    ["R0lGOD", "image/gif"],
    ["JVBERi0", "application/pdf"],
    ["SUQz", "audio/mpeg"],
    ["//s", "audio/mpeg"],
    ["T2dnUw", "audio/ogg"],
    ["ZkxhQw", "audio/flac"],
    ["PHN2Zy", "image/svg+xml"],
  ];
  const head = base64.slice(0, 24).replace(/-/g, "+").replace(/_/g, "/");
  if (head.startsWith("UklGR")) return riff(head);
  return known.find(([start]) => head.startsWith(start))?.[1] ?? null;
}

/** RIFF holds pictures (WEBP) and sound (WAVE): bytes 8 to 11 tell. */
function riff(head: string): string | null {
  try {
    const form = atob(head.slice(0, 16)).slice(8, 12);
    return form === "WEBP" ? "image/webp" : form === "WAVE" ? "audio/wav" : null;
  } catch {
    return null;
  }
}
