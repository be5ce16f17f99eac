/** Copying text: the clipboard with a fallback, and the small button that says it worked. Never shortens what it copies. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";

/** Puts text on the clipboard. False when the host refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A custom scheme or plain http may have no async clipboard; the old way still works there.
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

async function copied(text: string | (() => string | Promise<string>)): Promise<boolean> {
  try {
    return await copyText(typeof text === "string" ? text : await text());
  } catch {
    return false;
  }
}

/** Copies `text` (or what it gives when pressed: the whole of a long value, say); `label` says what it is ("Copy trace id"). */
export function CopyButton({
  text,
  label = "Copy",
  size = 20,
}: {
  text: string | (() => string | Promise<string>);
  label?: string;
  size?: number;
}) {
  const [state, setState] = useState<"idle" | "done" | "refused">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 1_400);
    return () => clearTimeout(timer);
  }, [state]);
  const said = state === "done" ? "Copied" : state === "refused" ? "The clipboard is not available" : label;
  return (
    <Tooltip label={said}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={size}
        aria-label={said}
        onClick={async (event) => {
          event.stopPropagation();
          setState((await copied(text)) ? "done" : "refused");
        }}
      >
        {state === "done" ? <IconCheck size={size - 6} /> : <IconCopy size={size - 6} />}
      </ActionIcon>
    </Tooltip>
  );
}
