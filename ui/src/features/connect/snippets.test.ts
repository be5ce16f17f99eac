import { describe, expect, it } from "vitest";
import { SNIPPETS } from "./snippets";

const to = { grpc: "http://127.0.0.1:5317", http: "http://127.0.0.1:5318" };

describe("snippets", () => {
  it.each(SNIPPETS.map((s) => [s.label, s] as const))(
    "%s names a door that listens, and no default port",
    (_, snippet) => {
      const text = snippet
        .blocks(to)
        .map((block) => `${block.name}\n${block.text}`)
        .join("\n");
      expect(text).toMatch(/127\.0\.0\.1:531[78]/);
      expect(text).not.toMatch(/431[78]/);
      expect(text).toContain("my-app");
    },
  );
  it("have ids of their own", () => {
    expect(new Set(SNIPPETS.map((s) => s.id)).size).toBe(SNIPPETS.length);
  });
});
