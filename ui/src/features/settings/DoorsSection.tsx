/** The doors, and the variable that moves each. Ports are fixed at start, so this only says how. */

import type { Door } from "@proto";
import { Link } from "@tanstack/react-router";
import { Pill } from "../../widgets/text";
import { Item, Section } from "./Section";
import classes from "./settings.module.css";

const DOORS = {
  grpc: { label: "OTLP/gRPC", variable: "WATERGLASS_GRPC_PORT" },
  http: { label: "OTLP/HTTP", variable: "WATERGLASS_HTTP_PORT" },
  ui: { label: "Browser", variable: "WATERGLASS_UI_PORT" },
} as const;

export function DoorsSection({ doors }: { doors: readonly Door[] }) {
  return (
    <Section id="ports" title="Ports">
      {doors.map((door) => (
        <Item
          key={door.kind}
          label={DOORS[door.kind].label}
          note={
            <>
              Start with <code className="mono">{DOORS[door.kind].variable}</code> to move it
            </>
          }
        >
          <code className={classes.path}>{door.url}</code>
          {door.listening ? (
            <Pill tone="good">listening</Pill>
          ) : (
            <Link to="/connect" title={door.problem?.message}>
              <Pill tone="bad">shut, see why</Pill>
            </Link>
          )}
        </Item>
      ))}
    </Section>
  );
}
