/** What was asked before in a filter box, on this machine. */
const RECENT = 12;
const key = (name: string) => `asked.${name}`;

/** The latest first. */
export function recent(name: string): string[] {
  try {
    const list = JSON.parse(localStorage.getItem(key(name)) ?? "[]") as unknown;
    return Array.isArray(list) ? list.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
}

/** Keeps a text, unless it is empty. */
export function remember(name: string, text: string) {
  if (!text) return;
  const list = [text, ...recent(name).filter((one) => one !== text)].slice(0, RECENT);
  localStorage.setItem(key(name), JSON.stringify(list));
}
