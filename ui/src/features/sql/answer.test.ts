import type { SqlAnswer } from "@proto";
import { describe, expect, it } from "vitest";
import { drawing, toCsv, toJson } from "./answer";

const answer: SqlAnswer = {
  columns: ["model", "calls", "p50"],
  rows: [
    [
      { type: "text", value: 'a "b", c' },
      { type: "integer", value: "9007199254740993" },
      { type: "real", value: "1.5" },
    ],
    [{ type: "null" }, { type: "integer", value: "2" }, { type: "null" }],
  ],
  truncated: false,
  took_ms: 1,
};

describe("an SQL answer", () => {
  it("is CSV", () => {
    expect(toCsv(answer)).toBe('model,calls,p50\r\n"a ""b"", c",9007199254740993,1.5\r\n,2,\r\n');
  });

  it("is JSON, to the last digit", () => {
    expect(toJson(answer)).toContain('"calls": 9007199254740993, "p50": 1.5');
    expect(JSON.parse(toJson(answer))[1]).toEqual({ model: null, calls: 2, p50: null });
  });

  it("is drawn when it has numbers", () => {
    const drawn = drawing(answer);
    expect(drawn?.series.map(({ name }) => name)).toEqual(["calls", "p50"]);
    expect(drawn?.x).toMatchObject({ labels: ['a "b", c', "NULL"], numbers: null });
    expect(drawing({ ...answer, rows: answer.rows.slice(1) })).toBeNull();
  });
});
