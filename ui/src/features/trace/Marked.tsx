/** A text with what was searched for marked in it: the whole of it, else its words. Nothing else. */

export function Marked({
  text,
  find,
  className,
}: {
  text: string;
  find: string;
  className: string | undefined;
}) {
  let at = 0;
  return pieces(text, find).map((piece) => {
    const key = at;
    at += piece.text.length;
    return piece.hit ? (
      <mark key={key} className={className}>
        {piece.text}
      </mark>
    ) : (
      piece.text
    );
  });
}

/** A text cut where it matches: where it has the whole of `find`, else its words. */
export function pieces(text: string, find: string): { text: string; hit: boolean }[] {
  const escaped = (one: string) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const whole = find.trim();
  if (!whole) return [{ text, hit: false }];
  const words = text.toLowerCase().includes(whole.toLowerCase()) ? [whole] : whole.split(/\s+/);
  const cut = text.split(new RegExp(`(${words.map(escaped).join("|")})`, "giu"));
  return cut
    .map((piece, place) => ({ text: piece, hit: place % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}
