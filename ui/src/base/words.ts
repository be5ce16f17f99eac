/**
 * The words of a filter text, as the server reads them: spaces part words, quotation marks keep spaces inside one.
 * Pure; knows no field.
 */

/** The words as typed, quotation marks included; `open` when the last one's are not closed. */
export function splitWords(text: string): { words: string[]; open: boolean } {
  const words: string[] = [];
  let word = "";
  let open = false;
  for (const character of text) {
    if (!open && /\s/.test(character)) {
      if (word) words.push(word);
      word = "";
      continue;
    }
    if (character === '"') open = !open;
    word += character;
  }
  if (word) words.push(word);
  return { words, open };
}

/** Quotation marks round a value that has spaces; one that has such marks itself can't be written. */
export function quoted(value: string): string {
  return /\s/.test(value) ? `"${value.replaceAll('"', "")}"` : value;
}
