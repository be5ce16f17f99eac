import { afterEach, describe, expect, it, vi } from "vitest";
import { type ApiFailure, getJson } from "./client";

afterEach(() => vi.restoreAllMocks());
const answer = (body: string, status: number) =>
  vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(body, { status, statusText: "Oops" }));
const failure = () => getJson("/api/x").catch((error: unknown) => error as ApiFailure) as Promise<ApiFailure>;

describe("failures", () => {
  it("carry the API's code, message and hint", async () => {
    answer(JSON.stringify({ code: "busy", message: "Too much at once.", hint: "Try again." }), 503);
    expect(await failure()).toMatchObject({
      code: "busy",
      message: "Too much at once.",
      hint: "Try again.",
      status: 503,
    });
  });
  it("have words when the body is not ours", async () => {
    answer("<html>", 502);
    expect(await failure()).toMatchObject({
      code: "unexpected",
      message: "The server answered 502 Oops.",
      hint: null,
    });
  });
  it("say when nobody answers", async () => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("refused"));
    expect(await failure()).toMatchObject({ code: "unreachable", status: 0 });
  });
  it("let an abort through", async () => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new DOMException("stop", "AbortError"));
    expect((await failure()).name).toBe("AbortError");
  });
});
