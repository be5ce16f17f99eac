import type { Changes } from "@proto";
import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { followChanges } from "./changes";

/** A server whose answers the test hands out one by one, as the real one holds a poll open. */
function server() {
  const asked: string[] = [];
  const waiting: ((answer: Changes | "down") => void)[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    asked.push(String(input));
    return new Promise((resolve, reject) => {
      init?.signal?.addEventListener("abort", () => reject(new DOMException("stop", "AbortError")));
      waiting.push((answer) => {
        if (answer === "down") reject(new TypeError("refused"));
        else resolve(new Response(JSON.stringify(answer), { status: 200 }));
      });
    });
  });
  return {
    asked,
    async answer(answer: Changes | "down") {
      await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0), { timeout: 5_000 });
      waiting.shift()?.(answer);
    },
  };
}

const changes = (over: Partial<Changes>): Changes => ({
  cursor: "1",
  kinds: [],
  trace_ids: [],
  complete: true,
  ...over,
});

describe("the change loop", () => {
  let stop: AbortController;
  let client: QueryClient;
  const fetched = { traces: 0, logs: 0 };

  beforeEach(async () => {
    stop = new AbortController();
    client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
    fetched.traces = 0;
    fetched.logs = 0;
    for (const kind of ["traces", "logs"] as const) {
      const { QueryObserver } = await import("@tanstack/react-query");
      const observer = new QueryObserver(client, {
        queryKey: [kind],
        queryFn: async () => ++fetched[kind],
        meta: { kinds: [kind] },
      });
      const off = observer.subscribe(() => {});
      stop.signal.addEventListener("abort", off);
    }
    await vi.waitFor(() => expect(fetched).toEqual({ traces: 1, logs: 1 }));
  });
  afterEach(() => stop.abort());

  it("asks again what was asked before it knew where it stands: that may lack what came in between", async () => {
    const { answer } = server();
    void followChanges(client, stop.signal);
    expect(fetched).toEqual({ traces: 1, logs: 1 });
    await answer(changes({ cursor: "7" }));
    await vi.waitFor(() => expect(fetched).toEqual({ traces: 2, logs: 2 }));
  });

  it("asks where it stands, then waits from there, and refetches only what changed", async () => {
    const { asked, answer } = server();
    void followChanges(client, stop.signal);
    await answer(changes({ cursor: "7" }));
    await vi.waitFor(() => expect(fetched).toEqual({ traces: 2, logs: 2 }));
    await answer(changes({ cursor: "8", kinds: ["traces"], trace_ids: ["a"] }));
    await vi.waitFor(() => expect(fetched).toEqual({ traces: 3, logs: 2 }));
    await answer(changes({ cursor: "8" }));
    expect(asked[0]).toBe("/api/changes");
    expect(asked[1]).toMatch(/after=7&wait_ms=\d+/);
    expect(asked[2]).toMatch(/after=8&/);
    expect(fetched).toEqual({ traces: 3, logs: 2 });
  });

  it("asks calm queries again only every few seconds", async () => {
    let choices = 0;
    const { QueryObserver } = await import("@tanstack/react-query");
    const observer = new QueryObserver(client, {
      queryKey: ["choices"],
      queryFn: async () => ++choices,
      meta: { kinds: ["traces"], calm: true },
    });
    stop.signal.addEventListener(
      "abort",
      observer.subscribe(() => {}),
    );
    await vi.waitFor(() => expect(choices).toBe(1));
    const { answer } = server();
    void followChanges(client, stop.signal);
    await answer(changes({ cursor: "1" }));
    await vi.waitFor(() => expect(choices).toBe(2));
    for (let i = 2; i < 8; i++) await answer(changes({ cursor: String(i), kinds: ["traces"] }));
    await vi.waitFor(() => expect(fetched.traces).toBeGreaterThan(5));
    expect(choices).toBe(3);
  });

  it("asks everything again when the server comes back", async () => {
    const { answer } = server();
    void followChanges(client, stop.signal);
    await answer(changes({ cursor: "7" }));
    await vi.waitFor(() => expect(fetched).toEqual({ traces: 2, logs: 2 }));
    await answer("down");
    await answer(changes({ cursor: "1" }));
    await vi.waitFor(() => expect(fetched).toEqual({ traces: 3, logs: 3 }), { timeout: 5_000 });
  });
});
