/** What the trace view says in words and colours, and when it asks again. */
import { describe, expect, it } from "vitest";
import { textOn } from "./colours";
import { pause } from "./data";
import { resultText } from "./FindBox";
import { pieces } from "./Marked";
import { imageOf } from "./marks";
import { PARENT, traceModel } from "./outline";
import { partialText } from "./PartialNotice";
import { laneLabel } from "./paint";
import { chipText, laneText, nameText } from "./rowWords";
import { testOutline } from "./testing/outlines";
import { createTimeline } from "./timeline";

describe("words", () => {
  const found = {
    matches: 17,
    truncated: false,
    otherLogs: 0,
    at: 0,
    where: null,
    pending: false,
    failed: null,
  };
  it("count matches", () => {
    expect(resultText(found)).toBe("17 spans");
    expect(resultText({ ...found, at: 3 })).toBe("3 of 17");
    expect(resultText({ ...found, matches: 500, truncated: true })).toBe("500+ spans");
    expect(resultText({ ...found, matches: 0 })).toBe("No match");
    expect(resultText({ ...found, matches: 1 })).toBe("1 span");
    expect(resultText({ ...found, matches: 0, otherLogs: 2 })).toBe("in 2 log records");
    expect(resultText(null)).toBe("…");
  });

  it("mark the whole text, else its words", () => {
    const hits = (text: string, find: string) =>
      pieces(text, find).flatMap(({ text, hit }) => (hit ? [text] : []));
    expect(hits("Where is my Refund?", "my refund")).toEqual(["my Refund"]);
    expect(hits("delayed until Friday, delayed", "friday delayed")).toEqual(["delayed", "Friday", "delayed"]);
    expect(hits("f(x) = a.b", "a.b (x)")).toEqual(["(x)", "a.b"]);
    expect(pieces("nothing here", " ")).toEqual([{ text: "nothing here", hit: false }]);
    expect(pieces("İx", "i")).toEqual([{ text: "İx", hit: false }]);
  });

  it("say what is missing", () => {
    expect(partialText(1)).toBe("1 span names a parent that has not arrived");
    expect(partialText(2)).toBe("2 spans name a parent that has not arrived");
  });

  it("show beside the name what it does not say already", () => {
    const model = traceModel(
      testOutline([
        { name: "chat gpt-4o", model: "gpt-4o", duration: 2.14e9 },
        { name: "SELECT", detail: "postgres", duration: 69e7 },
        { missing: "aa00000000000001" },
      ]),
    );
    expect(laneLabel(model, 0)).toEqual({ length: "2.14 s", extra: null });
    expect([chipText(model, 0), chipText(model, 1)]).toEqual([null, "postgres"]);
    expect(laneLabel(model, 3)).toEqual({ length: "", extra: "not received" });
  });

  it("say a row as a whole to those who hear it", () => {
    const model = traceModel(
      testOutline([
        { name: "run", type: "agent" },
        {
          name: "chat",
          type: "model",
          parent: 0,
          input: 3100,
          duration: 2.14e9,
          model: "gpt-4o",
          ticks: [{ at: 1 }],
        },
        { name: "", parent: 0, status: 2, service: "till" },
        { missing: "aa00000000000001" },
        { name: "far", parent: PARENT.remote },
      ]),
    );
    expect(nameText(model, 0, false)).toBe("Agent, run, shop");
    expect(nameText(model, 0, true)).toBe("Agent, run, shop, 2 spans folded away, 1 error among them");
    expect(nameText(model, 1, false)).toBe("Model, chat, gpt-4o, tokens: 3,100 in, not said out");
    expect(nameText(model, 2, false)).toBe("Function, failed, no name, till");
    expect(nameText(model, 4, false)).toBe("Function, far, shop, remote parent");
    expect(nameText(model, 5, false)).toBe("Parent aa00000000000001, not received");
    expect(laneText(model, 1)).toBe("starts at 0, takes 2.14 s, gpt-4o, 1 event");
    expect(laneText(model, 5)).toBe("Not received");
  });

  it("are readable on every bar", () => {
    expect(textOn("#7452e8")).toBe("#ffffff");
    expect(textOn("#f5a142")).toBe("#14161b");
  });
});

describe("marks", () => {
  it("are the icons' drawings in the theme's colour", () => {
    const svg =
      '<svg width="14" fill="none" stroke="var(--t-agent)" class="x" aria-hidden="true"><path d="M0 0"/></svg>';
    expect(decodeURIComponent(imageOf(svg, "#a18bff"))).toBe(
      'url("data:image/svg+xml,<svg width="14" fill="none" stroke="#a18bff"><path d="M0 0"/></svg>")',
    );
    expect(decodeURIComponent(imageOf('<svg fill="currentColor"/>', "red"))).toContain('fill="red"');
  });
});

describe("pace", () => {
  it("gives a large trace that grows three times its own cost of rest, within a limit", () => {
    expect(pause(100, 0)).toBe(300);
    expect(pause(100, 250)).toBe(50);
    expect(pause(100, 400)).toBe(0);
    expect(pause(5_000, 0)).toBe(1_200);
  });
});

describe("timeline", () => {
  it("tells its followers only of changes, and keeps the whole whole while the trace grows", () => {
    const timeline = createTimeline(null, 1000);
    let told = 0;
    timeline.subscribe(() => {
      told += 1;
    });
    timeline.set(null);
    expect(told).toBe(0);
    timeline.reset(null, 2000);
    expect([told, timeline.range().to]).toEqual([1, 2000]);
    timeline.set({ from: 100, to: 900 });
    timeline.set({ from: 100, to: 900 });
    expect(told).toBe(2);
    expect(timeline.zoom()).toEqual({ from: 100, to: 900 });
  });

  it("drops a zoom from an old link that does not fit", () => {
    expect(createTimeline({ from: 5000, to: 9000 }, 1000).zoom()).toBeNull();
  });
});
