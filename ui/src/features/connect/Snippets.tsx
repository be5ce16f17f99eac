/** Tabs of code, one a client. Which tab is open stands in the address. */
import { Tabs } from "@mantine/core";
import type { Door, DoorKind } from "@proto";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Code } from "../../widgets/code";
import classes from "./connect.module.css";
import { type Addresses, SNIPPETS } from "./snippets";

/**
 * Addresses for the snippets. Both OTLP doors understand both transports, so when one is shut the other stands in;
 * when both are, the wanted addresses are shown (the list above says that they don't listen).
 */
export function addressesOf(doors: readonly Door[]): Addresses {
  const door = (kind: DoorKind) => doors.find((d) => d.kind === kind);
  const open = (kind: DoorKind) => (door(kind)?.listening ? door(kind) : undefined);
  return {
    grpc: (open("grpc") ?? open("http") ?? door("grpc"))?.url ?? "http://127.0.0.1:4317",
    http: (open("http") ?? open("grpc") ?? door("http"))?.url ?? "http://127.0.0.1:4318",
  };
}

export function Snippets({ doors }: { doors: readonly Door[] }) {
  const { client } = useSearch({ strict: false });
  const navigate = useNavigate();
  const first = SNIPPETS[0]?.id ?? "env";
  const addresses = addressesOf(doors);
  return (
    <section aria-label="Code">
      <Tabs
        value={client ?? first}
        onChange={(id) =>
          void navigate({
            to: ".",
            search: (was) => ({ ...was, client: id === first ? undefined : (id ?? undefined) }),
            replace: true,
          })
        }
        keepMounted={false}
      >
        <Tabs.List aria-label="Client">
          {SNIPPETS.map(({ id, label }) => (
            <Tabs.Tab key={id} value={id}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SNIPPETS.map(({ id, blocks, note }) => (
          <Tabs.Panel key={id} value={id} pt={12}>
            <div className={classes.blocks}>
              {blocks(addresses).map((block) => (
                <Code key={block.name} {...block} />
              ))}
              {note && <p className={classes.hint}>{note}</p>}
            </div>
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}
