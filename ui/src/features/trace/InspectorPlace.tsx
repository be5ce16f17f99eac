/**
 * Where the inspector stands: beside the tree with its own width, or, once closed, over the lanes when a span is
 * opened, so that opening it never moves a row or a bar under the pointer. Owns that choice and remembers it.
 */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLayoutSidebarRight, IconX } from "@tabler/icons-react";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { plural, shortId } from "../../base/format";
import { CopyButton } from "../../widgets/copy";
import { SplitPanel } from "../../widgets/split";
import { Empty } from "../../widgets/states";
import type { TraceModel } from "./outline";
import classes from "./trace.module.css";

const KEPT = "trace.inspector";

/** What the page can ask of the place. */
export interface InspectorHandle {
  /** Shows the inspector if it is closed, and gives it the focus when `focus`. */
  open: (focus: boolean) => void;
  /** Closes it if it lies over the lanes. False when there was nothing to close. */
  close: () => boolean;
}

interface InspectorPlaceProps {
  handle: RefObject<InspectorHandle | null>;
  /** The inspector; null for what has not arrived. */
  inspector: (controls: ReactNode) => ReactNode;
  missing: { model: TraceModel; node: number } | null;
  children: ReactNode;
}

export function InspectorPlace({ handle, inspector, missing, children }: InspectorPlaceProps) {
  const [docked, setDocked] = useState(() => localStorage.getItem(KEPT) !== "closed");
  const [drawer, setDrawer] = useState(false);
  const pane = useRef<HTMLElement>(null);
  const keep = (next: boolean) => {
    setDocked(next);
    setDrawer(false);
    localStorage.setItem(KEPT, next ? "docked" : "closed");
  };
  useEffect(() => {
    handle.current = {
      open: (focus) => {
        if (!docked) setDrawer(true);
        // After the drawer is there.
        if (focus)
          requestAnimationFrame(() =>
            pane.current?.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus(),
          );
      },
      close: () => {
        if (!drawer) return false;
        setDrawer(false);
        return true;
      },
    };
  });
  const controls = (
    <>
      {!docked && (
        <Tooltip label="Keep it beside the tree">
          <ActionIcon
            variant="subtle"
            color="gray"
            size={22}
            aria-label="Keep the inspector beside the tree"
            onClick={() => keep(true)}
          >
            <IconLayoutSidebarRight size={15} />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label={docked ? "Close; opens over the timeline when a span is pressed" : "Close (Esc)"}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={22}
          aria-label="Close the inspector"
          onClick={() => (docked ? keep(false) : setDrawer(false))}
        >
          <IconX size={15} />
        </ActionIcon>
      </Tooltip>
    </>
  );
  const content = (drawn: boolean) => (
    <aside ref={pane} className={classes.inspector} data-drawer={drawn || undefined} aria-label="Inspector">
      {missing ? <Missing {...missing} controls={controls} /> : inspector(controls)}
    </aside>
  );
  return (
    <>
      <SplitPanel
        name="inspector"
        initial={Math.min(500, Math.round(window.innerWidth * 0.36))}
        min={300}
        minRest={420}
        side={docked ? content(false) : null}
      >
        {children}
      </SplitPanel>
      {!docked && drawer && <div className={classes.drawer}>{content(true)}</div>}
    </>
  );
}

/** In place of a span that has not arrived: what is known of it. */
function Missing({ model, node, controls }: { model: TraceModel; node: number; controls: ReactNode }) {
  const id = model.missing[node - model.spans] ?? "";
  return (
    <>
      <div className={classes.corner}>{controls}</div>
      <Empty title="This parent has not arrived">
        <p>
          {plural(model.tree.children[node] ?? 0, "span")} of this trace{" "}
          {model.tree.children[node] === 1 ? "names" : "name"} it as parent. It may still be running, sampled
          out, or sent elsewhere; when it arrives it takes this place.
        </p>
        <p className="mono">
          {shortId(id, 16, 0)} <CopyButton text={id} label="Copy span id" size={18} />
        </p>
      </Empty>
    </>
  );
}
