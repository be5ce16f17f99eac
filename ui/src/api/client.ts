/**
 * How the UI talks to the server: relative `/api/…` addresses, so that one line serves the browser and the window's
 * custom scheme alike. Owns errors: every failure becomes an `ApiFailure` with the API's code. Never retries and
 * never caches: TanStack Query does both.
 */
import type { ApiError, ErrorCode, TextRange } from "@proto";

/** The API's codes, and two that only the caller can know: nobody answered, or the answer was not the API's. */
export type FailureCode = ErrorCode | "unreachable" | "unexpected";

/** A request that did not succeed. `message` says what, `hint` what to do about it. */
export class ApiFailure extends Error {
  readonly code: FailureCode;
  readonly hint: string | null;
  /** HTTP status; 0 when nobody answered. */
  readonly status: number;
  /** Where in the query the mistake is, in UTF-16 units. */
  readonly at: TextRange | null;

  constructor(
    code: FailureCode,
    message: string,
    hint: string | null,
    status: number,
    at: TextRange | null = null,
  ) {
    super(message);
    this.name = "ApiFailure";
    this.code = code;
    this.hint = hint;
    this.status = status;
    this.at = at;
  }
}

/** Turns an answer that is not 2xx into a failure, also when its body is not ours (a proxy's page, an empty body). */
async function failure(response: Response): Promise<ApiFailure> {
  const body = (await response.json().catch(() => null)) as Partial<ApiError> | null;
  if (body?.code && body.message) {
    return new ApiFailure(
      body.code,
      sentence(body.message),
      body.hint ?? null,
      response.status,
      body.at ?? null,
    );
  }
  return new ApiFailure(
    response.status === 404 ? "not_found" : "unexpected",
    `The server answered ${response.status}${response.statusText ? ` ${response.statusText}` : ""}.`,
    null,
    response.status,
  );
}

/** The API writes messages to go on a line of a log; on a page they stand as sentences. */
function sentence(message: string): string {
  const text = message.trim();
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}

/** Sends a request and gives the answer back once it is known to be good. */
export async function request(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    // An abort is the caller's own doing: let it through, so that Query can tell it from a failure.
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiFailure(
      "unreachable",
      "Waterglass does not answer.",
      "Is it still running? Start it again and this page catches up by itself.",
      0,
    );
  }
  if (!response.ok) throw await failure(response);
  return response;
}

/** `GET` as JSON of a wire type. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, { signal: signal ?? null, headers: { accept: "application/json" } });
  return (await response.json()) as T;
}

/** Sends JSON (or nothing) and reads JSON. */
export async function sendJson<T>(method: "POST" | "PUT", path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, headers: { accept: "application/json" } };
  if (body !== undefined) {
    init.headers = { accept: "application/json", "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const response = await request(path, init);
  return (await response.json()) as T;
}
