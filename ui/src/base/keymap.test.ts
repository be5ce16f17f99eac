import { describe, expect, it } from "vitest";
import { actionCaps, type Binding, KEYMAP, keyCaps, matchKeys, pressName } from "./keymap";

const press = (
  key: string,
  mods: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {},
) => pressName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...mods });

describe("the table", () => {
  it("binds a key at most once in a scope, and app keys nowhere else", () => {
    const bindings: readonly Binding[] = KEYMAP;
    const seen = new Map<string, string[]>();
    for (const { keys, scope } of bindings)
      for (const key of keys) seen.set(key, [...(seen.get(key) ?? []), scope]);
    for (const [key, scopes] of seen) {
      expect(new Set(scopes).size, `${key} twice in a scope`).toBe(scopes.length);
      if (scopes.includes("app")) expect(scopes, `${key} is the app's`).toEqual(["app"]);
    }
  });
  it("has no key that is the beginning of a sequence", () => {
    const keys = KEYMAP.flatMap((b) => b.keys as readonly string[]);
    for (const key of keys) expect(keys.filter((other) => other.startsWith(`${key} `))).toEqual([]);
  });
  it("names each action once", () => {
    expect(new Set(KEYMAP.map((b) => b.action)).size).toBe(KEYMAP.length);
  });
});

describe("pressName", () => {
  it.each([
    [press("k", { ctrlKey: true }), "mod+k"],
    [press("K", { metaKey: true, shiftKey: true }), "mod+k"],
    [press("?", { shiftKey: true }), "?"],
    [press("L", { shiftKey: true }), "L"],
    [press("Enter", { shiftKey: true }), "shift+Enter"],
    [press("Shift", { shiftKey: true }), null],
    [press("j", { altKey: true }), null],
  ])("is %j", (name, wanted) => expect(name).toBe(wanted));
});

describe("matchKeys", () => {
  it("waits for the rest of a sequence", () => {
    expect(matchKeys(["g"])).toEqual({ actions: [], pending: true });
    expect(matchKeys(["g", "l"])).toEqual({ actions: ["go-logs"], pending: false });
    expect(matchKeys(["g", "x"])).toEqual({ actions: [], pending: false });
  });
  it("asks the time axis before the trace", () => {
    expect(matchKeys(["s"]).actions).toEqual(["zoom-out", "next-slowest"]);
  });
});

it("draws caps for the system at hand", () => {
  expect(actionCaps("palette")).toEqual(["Ctrl", "K"]);
  expect(actionCaps("palette", true)).toEqual(["⌘", "K"]);
  expect(keyCaps("g t")).toEqual(["g", "t"]);
  expect(keyCaps("ArrowDown")).toEqual(["↓"]);
});
