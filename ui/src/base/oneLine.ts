/** A text people wrote, for a cell of a list. Never changes what is shown elsewhere: only the list leaves marks out. Pure. */

/** As one line: breaks and runs of blanks are one blank, and marks of Markdown that would only be read as stars are left out. */
export function oneLine(text: string): string {
  return text
    .replace(/^#{1,6} +/gm, "")
    .replace(/\*\*(?=\S)(.+?)(?<=\S)\*\*/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}
