/** The command palette: one box, one list, Enter runs the first. What it offers is commands.ts. */
import { Modal } from "@mantine/core";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { projectsQuery } from "../api/choices";
import { sendSample } from "../api/data";
import { useChangeSettings } from "../api/settings";
import { statusQuery } from "../api/status";
import { viewsQuery } from "../api/views";
import { type Action, actionCaps, KEYMAP } from "../base/keymap";
import { inWindow, isMac } from "../host";
import { canRun, runAction } from "../widgets/actions";
import { copyText } from "../widgets/copy";
import { Keys } from "../widgets/text";
import { type Command, commandsFor } from "./commands";
import classes from "./palette.module.css";
import { PLACES } from "./Rail";
import { placeOf } from "./savedViews";

/** Actions of the key map that make sense by name. */
const NAMED: readonly Action[] = [
  "help-language",
  "import",
  "toggle-live",
  "show-new",
  "fold-all",
  "unfold-all",
  "next-error",
  "next-model",
  "next-slowest",
  "story",
  "fit",
];

const GO: Record<string, Action> = {
  "/traces": "go-traces",
  "/sessions": "go-sessions",
  "/logs": "go-logs",
  "/metrics": "go-metrics",
  "/sql": "go-sql",
  "/connect": "go-connect",
  "/settings": "go-settings",
};

export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const base = useId();
  const commands = commandsFor(text, useFixedCommands());
  const run = useRun(onClose, onHelp);
  const active = Math.min(at, commands.length - 1);

  // At once, not when the dialog has settled: who opens a palette types on.
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((active + step + commands.length) % commands.length);
    }
    const chosen = commands[active];
    if (event.key === "Enter" && chosen) {
      event.preventDefault();
      run(chosen);
    }
  };

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12vh"
      centered={false}
      attributes={{ content: { "aria-label": "Command palette" } }}
    >
      <input
        ref={input}
        className={classes.input}
        type="text"
        role="combobox"
        aria-expanded
        aria-controls={`${base}-list`}
        aria-activedescendant={active >= 0 ? `${base}-${active}` : undefined}
        aria-label="Command"
        placeholder="Go to a view, run an action, or paste a trace id"
        value={text}
        spellCheck={false}
        autoComplete="off"
        data-autofocus
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className={classes.list} role="listbox" id={`${base}-list`} aria-label="Commands" ref={list}>
        {commands.map((command, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the text box keeps the focus and names its active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the text box handles the keys
          <div
            key={command.id}
            id={`${base}-${index}`}
            role="option"
            aria-selected={index === active}
            className={classes.item}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
          >
            <span className="ellipsis">{command.label}</span>
            <Keys caps={capsOf(command)} />
          </div>
        ))}
      </div>
    </Modal>
  );
}

function capsOf(command: Command): string[] {
  if (command.kind === "act" && KEYMAP.some((b) => b.action === command.action)) {
    return actionCaps(command.action as Action, isMac);
  }
  const go = command.kind === "go" ? GO[command.to] : undefined;
  return go ? actionCaps(go, isMac) : [];
}

/** What is offered whatever the text, in its order. */
function useFixedCommands(): Command[] {
  const projects = useQuery(projectsQuery()).data?.choices ?? [];
  const views = useQuery(viewsQuery()).data?.views ?? [];
  // Which actions the view behind does is fixed while the palette covers it.
  const [doable] = useState(() => NAMED.filter(canRun));
  return [
    ...PLACES.map(({ to, label }): Command => ({ kind: "go", id: `go ${to}`, label: `Go to ${label}`, to })),
    ...views.map(
      (view): Command => ({ kind: "view", id: `view ${view.name}`, label: `View: ${view.name}`, view }),
    ),
    ...doable.map((action): Command => {
      const label = KEYMAP.find((b) => b.action === action)?.label ?? action;
      return { kind: "act", id: action, label, action };
    }),
    { kind: "act", id: "copy-link", label: "Copy a link to this view", action: "copy-link" },
    { kind: "act", id: "sample", label: "Send a sample trace", action: "sample" },
    { kind: "act", id: "help", label: "Show all keys", action: "help" },
    { kind: "theme", id: "theme light", label: "Theme: light", theme: "light" },
    { kind: "theme", id: "theme dark", label: "Theme: dark", theme: "dark" },
    { kind: "theme", id: "theme system", label: "Theme: as the system", theme: "system" },
    ...(projects.length > 1
      ? [
          { kind: "project", id: "project all", label: "Project: all", project: undefined } as const,
          ...projects.map(
            ({ name }): Command => ({
              kind: "project",
              id: `project ${name}`,
              label: `Project: ${name}`,
              project: name,
            }),
          ),
        ]
      : []),
  ];
}

/** This view's address for a browser: the window's own scheme would open nowhere else. */
function linkHere(client: QueryClient): string {
  const door = client.getQueryData(statusQuery().queryKey)?.doors.find((d) => d.kind === "ui" && d.listening);
  const origin = inWindow && door ? door.url : window.location.origin;
  return `${origin}${window.location.pathname}${window.location.search}`;
}

function useRun(onClose: () => void, onHelp: () => void): (command: Command) => void {
  const navigate = useNavigate();
  const client = useQueryClient();
  const settings = useChangeSettings();
  const go = (to: string, search: Record<string, string | undefined> = {}) =>
    void navigate({ to: to as "/traces", search: (was) => ({ ...was, ...search }) });
  const act = (action: string) => {
    if (action === "help") return onHelp();
    if (action === "copy-link") return copyText(linkHere(client));
    if (action !== "sample") return runAction(action as Action);
    return sendSample()
      .then(({ trace_id }) => navigate({ to: "/trace/$traceId", params: { traceId: trace_id } }))
      .catch(() => client.invalidateQueries({ queryKey: ["status"] }));
  };
  return (command) => {
    onClose();
    switch (command.kind) {
      case "go":
        return void navigate({ to: command.to as "/traces" });
      case "act":
        return void act(command.action);
      case "theme":
        return settings.mutate({ theme: command.theme });
      case "project":
        return void navigate({ to: ".", search: (was) => ({ ...was, project: command.project }) });
      case "trace":
        return void navigate({
          to: "/trace/$traceId",
          params: { traceId: command.traceId },
          search: { span: command.spanId },
        });
      case "view": {
        const { to, search } = placeOf(command.view);
        return void navigate({
          to,
          search: (was) => ({ live: was.live, project: undefined, range: undefined, ...search }),
        });
      }
      case "filter":
        return go(`/${command.view}`, { q: command.q });
    }
  };
}
