/**
 * A value as text in pieces, the first of them from what is here, the others read on where the value was cut: so that
 * megabytes are shown from their beginning, in a list or a map as well. Owns the order and the quoting; whole.ts owns
 * where pieces end. Never reads by itself.
 */
import type { Value } from "@proto";
import { cutBytes, sizeOf, valueJson, valueText } from "./values";
import { endOf, headOf, PIECE, type ReadValue } from "./whole";

/** A text or bytes of which the end is not here. */
interface Cut {
  readonly value: Value & { type: "string" | "bytes" };
  /** Where inside the list or map; empty for the value itself. */
  readonly path: string;
}

/** The value's text with its cuts, in order. Inside lists and maps it is JSON. */
function* stretches(value: Value, path = "", quoted = false): Generator<string | Cut> {
  const inner = (place: number) => (path ? `${path}/${place}` : String(place));
  if (value.type === "array") {
    yield "[";
    for (const [place, one] of value.values.entries()) {
      if (place > 0) yield ", ";
      yield* stretches(one, inner(place), true);
    }
    yield "]";
  } else if (value.type === "map") {
    yield "{";
    for (const [place, one] of value.entries.entries()) {
      yield `${place > 0 ? ", " : ""}${JSON.stringify(one.key)}: `;
      yield* stretches(one.value, inner(place), true);
    }
    yield "}";
  } else if ((value.type === "string" || value.type === "bytes") && cutBytes(value) > 0) {
    yield { value, path };
  } else yield quoted ? valueJson(value) : valueText(value);
}

/** Reads one value on, piece by piece. */
export class ValueText {
  /** What is here, in order. Only ever grows. */
  readonly pieces: string[] = [];
  /** Bytes of the whole value, and of what is here of it. */
  readonly bytes: number;
  readonly #rest: Iterator<string | Cut>;
  /** The cut that is being read, and the bytes of it that are here. */
  #cut: Cut | null = null;
  #at = 0;
  /** Bytes that are not here yet. */
  #missing: number;
  #complete: boolean;

  /** @param readable false when what is here is all that can be had. */
  constructor(value: Value, readable: boolean) {
    this.bytes = sizeOf(value);
    this.#missing = cutBytes(value);
    this.#rest = readable ? stretches(value) : [valueText(value)].values();
    this.#complete = false;
    this.#goOn("");
  }

  get loaded(): number {
    return this.bytes - this.#missing;
  }

  /** Whether all that can be had is here. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Reads the next piece. Does nothing once all is here. */
  async next(read: ReadValue): Promise<void> {
    const cut = this.#cut;
    if (!cut) return;
    const range = await read({
      offset: this.#at,
      length: PIECE,
      ...(cut.path ? { path: cut.path } : {}),
    });
    const end = endOf(range, cut.value.type === "bytes");
    this.#missing -= end - this.#at;
    this.#at = end;
    const text = cut.path ? JSON.stringify(range.text).slice(1, -1) : range.text;
    if (end < (cut.value.bytes ?? 0)) this.pieces.push(text);
    else this.#goOn(cut.path ? `${text}"` : text);
  }

  /** Adds what is here, from `text` on to the next cut. */
  #goOn(text: string): void {
    const parts = [text];
    this.#cut = null;
    for (;;) {
      const { value: stretch, done } = this.#rest.next();
      if (done) {
        this.#complete = true;
        break;
      }
      if (typeof stretch === "string") {
        parts.push(stretch);
        continue;
      }
      const head = headOf(stretch.value);
      parts.push(stretch.path ? JSON.stringify(head.text).slice(0, -1) : head.text);
      this.#cut = stretch;
      this.#at = head.loaded;
      break;
    }
    this.pieces.push(parts.join(""));
  }
}
