/** Base64 as programs send it. */
import { describe, expect, it } from "vitest";
import { Base64Bytes, sniffed } from "./base64";

function decoded(...pieces: string[]): number[] {
  const bytes = new Base64Bytes();
  for (const piece of pieces) bytes.push(piece);
  bytes.end();
  return bytes.parts.flatMap((part) => [...part]);
}

describe("Base64Bytes", () => {
  const all = Uint8Array.from({ length: 255 }, (_, i) => i);
  const base64 = Buffer.from(all).toString("base64");
  it("joins pieces cut anywhere", () => {
    for (const at of [1, 2, 3, 4, 77])
      expect(decoded(base64.slice(0, at), base64.slice(at))).toEqual([...all]);
  });
  it("takes line breaks, the other alphabet, and no padding", () => {
    expect(decoded("+/8=")).toEqual([0xfb, 0xff]);
    expect(decoded("-_8")).toEqual([0xfb, 0xff]);
    expect(decoded("AQ\r\nID\n")).toEqual([1, 2, 3]);
  });
  it("throws on what is none", () => expect(() => decoded("!!!!")).toThrow());
});

describe("sniffed", () => {
  it.each([
    ["iVBORw0KGgoAAAANSUhEUg", "image/png"],
    ["/9j/4AAQSkZJRg", "image/jpeg"],
    [Buffer.from("RIFF....WEBPVP8 ").toString("base64"), "image/webp"],
    [Buffer.from("RIFF....WAVEfmt ").toString("base64"), "audio/wav"],
    ["AAAA", null],
  ])("%s", (base64, kind) => expect(sniffed(base64)).toBe(kind));
});
