import { describe, expect, it } from "vitest";
import { appendPage, type Page, releaseFeed, startFeed, takeHead } from "./feed";

interface Row {
  id: string;
  v: number;
}
const id = (row: Row) => row.id;
const page = (ids: string, next: string | null = "c", v = 0): Page<Row> => ({
  rows: [...ids].map((i) => ({ id: i, v })),
  next,
  total: null,
});
const ids = (feed: { rows: Row[] }) => feed.rows.map(id).join("");

describe("a growing list", () => {
  it("puts new rows on top while it follows", () => {
    const feed = takeHead(startFeed("k", page("cba")), page("edc"), id, true);
    expect(ids(feed)).toBe("edcba");
    expect(feed.waiting).toBe(0);
  });

  it("keeps rows where they are and counts the new ones while it does not follow", () => {
    const feed = takeHead(startFeed("k", page("cba")), page("edc"), id, false);
    expect(ids(feed)).toBe("cba");
    expect(feed.waiting).toBe(2);
    expect(feed.waitingMore).toBe(false);
    expect(ids(releaseFeed(feed, id))).toBe("edcba");
  });

  it("brings newest facts to shown rows without moving them", () => {
    const feed = takeHead(startFeed("k", page("cba")), page("bc", "c", 7), id, false);
    expect(feed.rows).toEqual([
      { id: "c", v: 7 },
      { id: "b", v: 7 },
      { id: "a", v: 0 },
    ]);
  });

  it("starts again from the first page when rows between are unknown", () => {
    const feed = takeHead(startFeed("k", page("cba", "1")), page("zyx", "9"), id, false);
    expect(feed.waitingMore).toBe(true);
    const released = releaseFeed(feed, id);
    expect(ids(released)).toBe("zyx");
    expect(released.next).toBe("9");
  });

  it("keeps the cursor of what is loaded when it joins a new first page", () => {
    const loaded = appendPage(startFeed("k", page("cb", "1")), page("ba", "2"), id);
    expect(ids(loaded)).toBe("cba");
    expect(takeHead(loaded, page("dc", "9"), id, true).next).toBe("2");
  });

  it("drops deleted rows when the first page is all there is", () => {
    expect(ids(takeHead(startFeed("k", page("cba")), page("b", null), id, false))).toBe("b");
    expect(ids(takeHead(startFeed("k", page("cba")), page("", null), id, false))).toBe("");
  });
});
