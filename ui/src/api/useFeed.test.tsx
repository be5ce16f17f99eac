import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import type { Page } from "./feed";
import { createQueryClient } from "./freshness";
import { useFeed } from "./useFeed";

interface Row {
  id: number;
}
const id = (row: Row) => String(row.id);

/** A list of numbers, newest first, in pages of three. */
function source(newest: number) {
  const state = { newest, failing: false };
  const fetchPage = async (cursor: string | null): Promise<Page<Row>> => {
    if (state.failing) throw new Error("disk");
    const from = cursor === null ? state.newest : Number(cursor);
    const rows = [from, from - 1, from - 2].filter((n) => n > 0).map((n) => ({ id: n }));
    return { rows, next: from > 3 ? String(from - 3) : null, total: null };
  };
  return { state, fetchPage };
}

function show(
  client: QueryClient,
  fetchPage: ReturnType<typeof source>["fetchPage"],
  start: { q: string; follow: boolean },
) {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return renderHook(
    ({ q, follow }) => useFeed<Row>({ queryKey: ["rows", { q }], kinds: ["traces"], fetchPage, id, follow }),
    { wrapper, initialProps: start },
  );
}
const ids = (hook: { current: { feed: { rows: Row[] } | null } }) => hook.current.feed?.rows.map((r) => r.id);

describe("useFeed", () => {
  it("follows arrivals, holds them when told, and releases them", async () => {
    const client = createQueryClient();
    const { state, fetchPage } = source(9);
    const { result, rerender } = show(client, fetchPage, { q: "", follow: true });
    await waitFor(() => expect(ids(result)).toEqual([9, 8, 7]));

    state.newest = 10;
    await act(() => client.invalidateQueries());
    await waitFor(() => expect(ids(result)).toEqual([10, 9, 8, 7]));

    rerender({ q: "", follow: false });
    state.newest = 12;
    await act(() => client.invalidateQueries());
    await waitFor(() => expect(result.current.feed?.waiting).toBe(2));
    expect(ids(result)).toEqual([10, 9, 8, 7]);
    act(() => result.current.release());
    expect(ids(result)).toEqual([12, 11, 10, 9, 8, 7]);
  });

  it("shows what waited as soon as it may follow again", async () => {
    const client = createQueryClient();
    const { state, fetchPage } = source(9);
    const { result, rerender } = show(client, fetchPage, { q: "", follow: false });
    await waitFor(() => expect(ids(result)).toEqual([9, 8, 7]));
    state.newest = 10;
    await act(() => client.invalidateQueries());
    await waitFor(() => expect(result.current.feed?.waiting).toBe(1));
    rerender({ q: "", follow: true });
    expect(ids(result)).toEqual([10, 9, 8, 7]);
  });

  it("loads further pages to the end", async () => {
    const { fetchPage } = source(7);
    const { result } = show(createQueryClient(), fetchPage, { q: "", follow: true });
    await waitFor(() => expect(ids(result)).toEqual([7, 6, 5]));
    act(() => result.current.loadMore());
    await waitFor(() => expect(ids(result)).toEqual([7, 6, 5, 4, 3, 2]));
    act(() => result.current.loadMore());
    await waitFor(() => expect(ids(result)).toEqual([7, 6, 5, 4, 3, 2, 1]));
    expect(result.current.feed?.next).toBeNull();
  });

  it("keeps the rows and says so when a page fails", async () => {
    const { state, fetchPage } = source(7);
    const { result } = show(createQueryClient(), fetchPage, { q: "", follow: true });
    await waitFor(() => expect(ids(result)).toEqual([7, 6, 5]));
    state.failing = true;
    act(() => result.current.loadMore());
    await waitFor(() => expect(result.current.moreError?.message).toBe("disk"));
    expect(ids(result)).toEqual([7, 6, 5]);
  });

  it("shows the earlier answer, marked, until another question is answered", async () => {
    const { fetchPage } = source(3);
    const { result, rerender } = show(createQueryClient(), fetchPage, { q: "", follow: true });
    await waitFor(() => expect(ids(result)).toEqual([3, 2, 1]));
    rerender({ q: "other", follow: true });
    expect(result.current.stale).toBe(true);
    expect(ids(result)).toEqual([3, 2, 1]);
    await waitFor(() => expect(result.current.stale).toBe(false));
  });

  it("finds its rows again after the view was left", async () => {
    const client = createQueryClient();
    const { fetchPage } = source(7);
    const first = show(client, fetchPage, { q: "", follow: true });
    await waitFor(() => expect(ids(first.result)).toEqual([7, 6, 5]));
    act(() => first.result.current.loadMore());
    await waitFor(() => expect(ids(first.result)).toHaveLength(6));
    first.unmount();
    expect(ids(show(client, fetchPage, { q: "", follow: false }).result)).toHaveLength(6);
  });
});
