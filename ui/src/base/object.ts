/** Small moves on plain objects. */

/** The object without keys whose value is null or undefined. */
export function defined<T extends object>(from: T): { [K in keyof T]?: Exclude<T[K], null | undefined> } {
  return Object.fromEntries(
    Object.entries(from).filter(([, value]) => value !== undefined && value !== null),
  ) as {
    [K in keyof T]?: Exclude<T[K], null | undefined>;
  };
}
