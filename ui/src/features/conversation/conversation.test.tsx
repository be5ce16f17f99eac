/** A conversation as people use it: read, switched, opened, copied; and what must never happen to what strangers wrote. */
import { MantineProvider } from "@mantine/core";
import type { Conversation, Part } from "@proto";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRouter, RouterContextProvider } from "@tanstack/react-router";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { conversationQuery } from "../../api/conversations";
import { chooseForm } from "./form";
import { SpanConversation } from "./SpanConversation";
import { call, conversation, genai, message, result, text } from "./testing";

const SPAN = {
  trace_id: "0af7651916cd43dd8448eb211c80319c",
  span_id: "b7ad6b7169203331",
  name: "chat gpt-4o",
  span_type: "model",
  start: "1795272534000000000",
  end: "1795272535000000000",
  status: 0,
  status_message: "",
  genai: genai({ usage: { input_tokens: 10, output_tokens: 2 }, counted: false, why: "Its parent says it." }),
} as unknown as Parameters<typeof SpanConversation>[0]["span"];

const router = createRouter({ routeTree: createRootRoute() });

function show(given: Partial<Conversation>, onSpan = vi.fn()) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(conversationQuery(SPAN.trace_id, SPAN.span_id).queryKey, conversation(given));
  render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <RouterContextProvider router={router}>
          <SpanConversation span={SPAN} onSpan={onSpan} hrefOf={(_, span) => `/span/${span}`} />
        </RouterContextProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return onSpan;
}

const media = (kind: "image" | "audio", more: object): Part =>
  ({
    kind,
    mime_type: null,
    data: null,
    uri: null,
    file_id: null,
    caption: null,
    bytes: null,
    ...more,
  }) as Part;

beforeEach(() => {
  chooseForm("markdown");
  vi.stubGlobal("fetch", vi.fn());
  URL.createObjectURL = vi.fn(() => "blob:here");
  URL.revokeObjectURL = vi.fn();
});

describe("a conversation", () => {
  it("reads as Markdown, and as text by one switch for all of it", async () => {
    show({
      input_messages: [message("user", "Is it **bold**?")],
      output_messages: [message("assistant", "It _is_.")],
    });
    expect(await screen.findByText("bold", { selector: "strong" })).toBeInTheDocument();
    expect(await screen.findByText("is", { selector: "em" })).toBeInTheDocument();
    await userEvent.click(screen.getByRole("radio", { name: "Text" }));
    expect(screen.getByText("Is it **bold**?")).toBeInTheDocument();
    expect(screen.getByText("It _is_.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("radio", { name: "JSON" }));
    expect(screen.getByRole("article", { name: "User" })).toHaveTextContent('"role": "user"');
    expect(localStorage.getItem("conversation.form")).toBe("json");
  });

  it("never makes elements of what strangers wrote", async () => {
    const evil =
      '<img src=x onerror="window.hit=1"><script>window.hit=1</script><iframe src="https://e.test"></iframe>\n\n' +
      "[run](javascript:alert(1)) ![p](https://tracker.test/pixel.png) [file](file:///etc/passwd)";
    show({ input_messages: [message("user", evil)], output_messages: [message("assistant", evil)] });
    await screen.findAllByRole("button", { name: "Load from tracker.test" });
    expect(document.querySelector("img, script, iframe, object")).toBeNull();
    // The way to Settings is ours.
    expect([...document.querySelectorAll('a:not([href^="/settings"])')]).toEqual([]);
    expect(screen.getAllByText(/<script>window.hit=1<\/script>/).length).toBe(2);
    expect(fetch).not.toHaveBeenCalled();
  });

  it("opens links outside, and only those that lead to the web", async () => {
    const open = vi.spyOn(window, "open").mockReturnValue(null);
    show({ output_messages: [message("assistant", "See [the docs](https://example.com/a).")] });
    await userEvent.click(await screen.findByRole("link", { name: "the docs" }));
    expect(open).toHaveBeenCalledWith("https://example.com/a", "_blank", "noopener,noreferrer");
  });

  it("shows bytes at once, and fetches nothing from elsewhere before it is asked to", async () => {
    show({
      input_messages: [
        message(
          "user",
          media("image", { data: "iVBORw0KGgo=", mime_type: "image/png" }),
          media("image", { uri: "https://example.com/cat.png" }),
          media("image", { file_id: "file-1" }),
        ),
      ],
    });
    expect(await screen.findByRole("img")).toHaveAttribute("src", "blob:here");
    expect(document.querySelector("iframe")).toBeNull();
    expect(screen.getByText(/uploaded to the provider as file-1/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Load from example.com" }));
    expect(document.querySelector("iframe")?.getAttribute("src")).toBe(
      "/outside?kind=image&address=https%3A%2F%2Fexample.com%2Fcat.png",
    );
    expect(document.querySelector("iframe")?.getAttribute("sandbox")).toBe("");
  });

  it("says so when bytes are none", async () => {
    show({ input_messages: [message("user", media("image", { data: "!!!!", mime_type: "image/png" }))] });
    expect(await screen.findByText(/no base64/)).toBeInTheDocument();
  });

  it("folds reasoning and history, and opens them", async () => {
    show({
      input_messages: [message("user", "first"), message("assistant", "second"), message("user", "third")],
      repeated: 2,
      output_messages: [
        message("assistant", { kind: "reasoning", text: "thinking hard", bytes: null }, "the answer"),
      ],
    });
    expect(screen.queryByText("first")).toBeNull();
    expect(await screen.findByText("the answer")).toBeInTheDocument();
    expect(within(screen.getByRole("article", { name: "User" })).getByText("new")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: /2 earlier messages/ }));
    expect(await screen.findByText("first")).toBeInTheDocument();
    const reasoning = screen.getByRole("button", { name: /Reasoning/ });
    expect(reasoning).toHaveAttribute("aria-expanded", "false");
    await userEvent.click(reasoning);
    expect(reasoning).toHaveAttribute("aria-expanded", "true");
  });

  it("joins a call with its definition and its result", async () => {
    show({
      tools: [{ name: "find", description: "Finds orders.", parameters: '{"type":"object"}' }],
      input_messages: [
        message("assistant", call("c1", "find", '{"order":7}')),
        message("tool", result("c1", '{"state":"lost"}')),
      ],
    });
    const pairs = [...document.querySelectorAll("[data-pair]")];
    expect(new Set(pairs.map((one) => one.getAttribute("data-pair"))).size).toBe(1);
    await userEvent.hover(pairs[0] as Element);
    expect(pairs.every((one) => one.hasAttribute("data-lit"))).toBe(true);
    await userEvent.click(screen.getAllByRole("button", { name: "find" })[0] as HTMLElement);
    expect(await screen.findByText("Finds orders.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Result" })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Call" })).toBeInTheDocument();
  });

  it("explains tokens and that they are not counted", async () => {
    show({ output_messages: [message("assistant", "hi")] });
    await userEvent.click(screen.getByRole("button", { name: "10 in → 2 out" }));
    expect(
      await screen.findByText(/Not counted in the trace's total: its parent says it/),
    ).toBeInTheDocument();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByText(/its parent says it/)).toBeNull());
    await userEvent.click(screen.getByRole("button", { name: "unpriced" }));
    expect(await screen.findByText(/gpt-4o is not in the price table/)).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Give it a price in Settings", hidden: true })).toHaveAttribute(
      "href",
      "/settings?price=gpt-4o&provider=openai#prices",
    );
  });

  it("says what would bring missing content, exactly", () => {
    show({
      missing: {
        why: "Messages were not recorded.",
        setting: "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true",
      },
    });
    expect(screen.getByText("Messages were not recorded.")).toBeInTheDocument();
    expect(screen.getByText("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true")).toBeInTheDocument();
  });

  it("copies a message whole, what was cut read to its end", async () => {
    const user = userEvent.setup();
    vi.mocked(fetch).mockImplementation(
      async () => new Response(JSON.stringify({ offset: 4, bytes: 8, text: "rest" })),
    );
    show({ output_messages: [message("assistant", text("head", 8), call("c", "find", '{"a":1}'))] });
    await user.click(screen.getByRole("button", { name: "Copy the message" }));
    await waitFor(async () => expect(await navigator.clipboard.readText()).toBe('headrest\n\nfind({"a":1})'));
  });

  it("fetches the rest of a short text that came cut, and says so when it cannot", async () => {
    vi.mocked(fetch)
      .mockRejectedValueOnce(new Error("gone"))
      .mockImplementation(async () => new Response(JSON.stringify({ offset: 5, bytes: 9, text: "ld**" })));
    show({ output_messages: [message("assistant", text("**bo", 9))] });
    await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByText("bold", { selector: "strong" })).toBeInTheDocument();
  });

  it("shows parts nobody knows, refusals and odd roles as they were sent", async () => {
    show({
      input_messages: [
        message("critic", { kind: "other", part_type: "dance", json: '{"step":1}', bytes: null }),
      ],
      output_messages: [message("assistant", { kind: "refusal", text: "I will not.", bytes: null })],
    });
    expect(screen.getByRole("article", { name: "critic" })).toHaveTextContent("dance");
    expect(await screen.findByText("I will not.")).toBeInTheDocument();
    expect(screen.getByText("The model declined")).toBeInTheDocument();
  });
});
