/** What the API cuts without saying the whole's length: tools' arguments and results, documents. Pure. */
import { utf8Length } from "../../base/utf8";

/** Bytes of a text in one span's conversation, and in a list of many. */
const ONE = 64 * 1024;
const MANY = 8 * 1024;

/**
 * The whole's length for a text that may be cut: unknown, hence larger than any, when it is as long as the API sends; null when it
 * is whole. A cut falls on a character's border, up to three bytes early.
 */
export function cutBytes(text: string, many: boolean): number | null {
  return utf8Length(text) >= (many ? MANY : ONE) - 3 ? Number.POSITIVE_INFINITY : null;
}
