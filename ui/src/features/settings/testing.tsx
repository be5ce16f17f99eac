/** Settings on a fake server, for tests: what is asked and sent is kept, what is answered is the test's. Never shipped. */
import { MantineProvider } from "@mantine/core";
import type { Price, Prices } from "@proto";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRouter, RouterContextProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";

/** A price that says only its two sides and what is given. */
export function price(given: Partial<Price> = {}): Price {
  return {
    provider: "openai",
    model: "gpt-4o",
    input: 2.5,
    cached_read: null,
    cached_write: null,
    output: 10,
    reasoning: null,
    audio_input: null,
    audio_output: null,
    long_from: null,
    long: null,
    from: null,
    until: null,
    hours: null,
    ...given,
  };
}

/** Prices in force: one row shipped, nothing of the user's. */
export function prices(given: Partial<Prices> = {}): Prices {
  return {
    source: "genai-prices 1",
    source_url: "https://example.com/prices",
    date: "2026-11-02",
    table: [price()],
    table_rows: 1,
    overrides: [],
    aliases: [],
    unpriced: [],
    applied: 1,
    ...given,
  };
}

/** A request that was made. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Answers each request by `answer`; gives the list of what was asked. A `Response` is sent as it is, all else as JSON. */
export function serve(answer: (asked: Asked) => unknown): Asked[] {
  const log: Asked[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    const asked: Asked = {
      method: init?.method ?? "GET",
      path: String(input),
      body: init?.body ? JSON.parse(String(init.body)) : null,
    };
    log.push(asked);
    const said = answer(asked);
    return Promise.resolve(said instanceof Response ? said : Response.json(said));
  });
  return log;
}

const router = createRouter({ routeTree: createRootRoute() });

/** Renders a section with all it stands in. */
export function show(section: ReactNode) {
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } },
  });
  return render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <RouterContextProvider router={router}>{section}</RouterContextProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
}
