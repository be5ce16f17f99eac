/** Long parts read to their end, also when nobody said how long they are. */
import { describe, expect, it, vi } from "vitest";
import { cutBytes } from "./cuts";
import { isCut, type ReadOn, readWhole } from "./pieces";

/** A server that holds `whole` and gives `most` bytes at a time, on character borders. */
function server(whole: string, most: number) {
  const bytes = new TextEncoder().encode(whole);
  const read: ReadOn = async (offset) => {
    let end = Math.min(bytes.length, offset + most);
    while (end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
    return { offset, bytes: bytes.length, text: new TextDecoder().decode(bytes.subarray(offset, end)) };
  };
  return { bytes: bytes.length, read: vi.fn(read) };
}

describe("long parts", () => {
  const whole = "aß€😀".repeat(1_000);

  it("are read to the end, whatever the borders", async () => {
    const { bytes, read } = server(whole, 777);
    expect(await readWhole({ text: "aß€", bytes, read })).toBe(whole);
  });

  it("are read to the end when their length is not known", async () => {
    const { read } = server(whole, 5_000);
    expect(await readWhole({ text: "aß€😀", bytes: Number.POSITIVE_INFINITY, read })).toBe(whole);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it("are not asked for when all is here", async () => {
    const { read } = server(whole, 5_000);
    expect(await readWhole({ text: "short", bytes: null, read })).toBe("short");
    expect(read).not.toHaveBeenCalled();
    expect(isCut({ text: "aß", bytes: 3 })).toBe(false);
    expect(isCut({ text: "aß", bytes: 4 })).toBe(true);
  });

  it("stop when nothing more comes", async () => {
    const read: ReadOn = async (offset) => ({ offset, bytes: 100, text: "" });
    expect(await readWhole({ text: "a", bytes: 100, read })).toBe("a");
  });

  it("may be cut where the API does not say so: at its limit", () => {
    expect(cutBytes("x".repeat(8 * 1024), true)).toBe(Number.POSITIVE_INFINITY);
    expect(cutBytes("x".repeat(8 * 1024), false)).toBeNull();
    expect(cutBytes("x".repeat(64 * 1024 - 1), false)).toBe(Number.POSITIVE_INFINITY);
  });
});
