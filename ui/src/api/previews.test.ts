import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, it, vi } from "vitest";
import { previewQuery } from "./previews";

afterEach(() => vi.restoreAllMocks());

it("asks for all rows that came into sight together, once each, and keeps each by itself", async () => {
  const fetch = vi
    .spyOn(globalThis, "fetch")
    .mockImplementation(
      async () =>
        new Response(JSON.stringify({ previews: [{ trace_id: "a", input: "Hi", output: "Hello" }] })),
    );
  const client = new QueryClient();
  const [a, b] = await Promise.all([
    client.fetchQuery(previewQuery("a")),
    client.fetchQuery(previewQuery("b")),
  ]);
  expect(a.input).toBe("Hi");
  expect(b).toEqual({ trace_id: "b", input: null, output: null });
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(fetch.mock.calls[0]?.[0]).toBe("/api/previews?trace_ids=a,b");
});

it("does not ask for rows that were scrolled past", async () => {
  const fetch = vi
    .spyOn(globalThis, "fetch")
    .mockImplementation(async () => new Response(JSON.stringify({ previews: [] })));
  const client = new QueryClient();
  const gone = client.fetchQuery(previewQuery("c")).catch(() => "cancelled");
  const stays = client.fetchQuery(previewQuery("d"));
  await client.cancelQueries({ queryKey: ["preview", "c"] });
  expect(await gone).toBe("cancelled");
  await stays;
  expect(fetch.mock.calls.map(([path]) => path)).toEqual(["/api/previews?trace_ids=d"]);
});
