/** Turns as people walk them: each leads to its span, wrappers open, long lists go on at a press. */
import { MantineProvider } from "@mantine/core";
import type { Turn } from "@proto";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ConversationTurns } from "./ConversationTurns";
import { call, conversation, genai, message } from "./testing";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

function turn(n: number, given: Partial<Omit<Turn, "conversation">> & { conversation?: object } = {}): Turn {
  return {
    trace_id: TRACE,
    span_id: n.toString(16).padStart(16, "0"),
    name: `chat ${n}`,
    start: String(n * 1_000),
    duration: "500",
    error: null,
    genai: genai(),
    ...given,
    conversation: conversation(given.conversation),
  };
}

function show(turns: Turn[], onSpan = vi.fn()) {
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <ConversationTurns
          turns={turns}
          chosen={turns[1]?.span_id}
          onSpan={onSpan}
          hrefOf={(trace, span) => `/trace/${trace}?span=${span}`}
        />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return onSpan;
}

describe("turns", () => {
  it("lead to their spans, by press and by address", async () => {
    const onSpan = show([turn(1), turn(2)]);
    const link = screen.getByRole("link", { name: "chat 2" });
    expect(link).toHaveAttribute("href", `/trace/${TRACE}?span=0000000000000002`);
    await userEvent.click(link);
    expect(onSpan).toHaveBeenCalledWith(TRACE, "0000000000000002");
  });

  it("fold what only wraps others, and open it", async () => {
    const agent = turn(0, {
      name: "invoke_agent",
      duration: "9000",
      genai: genai({ type: "agent" }),
      conversation: { output_messages: [message("assistant", "its own words")] },
    });
    show([agent, turn(1)]);
    expect(screen.queryByText("its own words")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "its own messages" }));
    expect(await screen.findByText("its own words")).toBeInTheDocument();
  });

  it("lead from a call to the tool's own turn", async () => {
    const asks = turn(1, { conversation: { output_messages: [message("assistant", call("c1", "find"))] } });
    const tool = turn(2, {
      genai: genai({ type: "tool" }),
      conversation: {
        tool: { name: "find", call_id: "c1", description: null, arguments: '{"a":1}', result: '{"b":2}' },
      },
    });
    const onSpan = show([asks, tool]);
    await userEvent.click(screen.getByRole("link", { name: "Span" }));
    expect(onSpan).toHaveBeenCalledWith(TRACE, tool.span_id);
    expect(screen.queryByText("Arguments")).toBeNull();
    expect(screen.getByText("Result")).toBeInTheDocument();
  });

  it("are drawn a stretch at a time", async () => {
    show(Array.from({ length: 70 }, (_, n) => turn(n)));
    expect(screen.getAllByRole("link")).toHaveLength(60);
    await userEvent.click(screen.getByRole("button", { name: "Show 10 more lines" }));
    expect(screen.getAllByRole("link")).toHaveLength(70);
  });
});
