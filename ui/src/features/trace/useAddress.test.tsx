/** Quick state and the address: written at once after a rest, seldom while it runs, followed when it changes outside. */
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useAddressed } from "./useAddress";

beforeEach(
  () => void vi.useFakeTimers({ now: 10_000, toFake: ["setTimeout", "clearTimeout", "performance"] }),
);
afterEach(() => void vi.useRealTimers());

/** An address that takes what is written, as the router does. */
function address(first: string | undefined) {
  const written: (string | undefined)[] = [];
  const hook = renderHook(({ text }) => useAddressed(text, (next) => written.push(next)), {
    initialProps: { text: first },
  });
  return {
    hook,
    written,
    value: () => hook.result.current[0],
    set: (next: string) => act(() => hook.result.current[1](next)),
  };
}

describe("useAddressed", () => {
  it("writes the first change at once and a run of them seldom, the last always", () => {
    const { hook, written, set, value } = address("a");
    set("b");
    expect(written).toEqual(["b"]);
    hook.rerender({ text: "b" });
    for (const next of ["c", "d", "e"]) set(next);
    expect(value()).toBe("e");
    expect(written).toEqual(["b"]);
    act(() => void vi.advanceTimersByTime(200));
    expect(written).toEqual(["b", "e"]);
  });

  it("does not wait with what was done once", () => {
    const { hook, written, set } = address("a");
    set("b");
    act(() => hook.result.current[1]("c", true));
    expect(written).toEqual(["b", "c"]);
  });

  it("follows back and forward, and forgets what it was about to write", () => {
    const { hook, written, set, value } = address("a");
    set("b");
    hook.rerender({ text: "b" });
    set("c");
    hook.rerender({ text: "z" });
    expect(value()).toBe("z");
    act(() => void vi.advanceTimersByTime(500));
    expect(written).toEqual(["b"]);
  });

  it("takes a late echo of its own writing for no news", () => {
    const { hook, set, value } = address("a");
    set("b");
    act(() => void vi.advanceTimersByTime(300));
    set("c");
    hook.rerender({ text: "b" });
    expect(value()).toBe("c");
    hook.rerender({ text: "c" });
    hook.rerender({ text: "b" });
    expect(value()).toBe("b");
  });

  it("does not write what stands there already", () => {
    const { written, set } = address("a");
    set("a");
    expect(written).toEqual([]);
  });
});
