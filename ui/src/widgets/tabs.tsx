/**
 * Tabs over a pane, calm and small: Mantine's (roles, arrow keys, focus), in our dress. Owns the look and the little
 * count beside a word. Panels are the caller's: a pane decides itself what stays mounted.
 */
import { Tabs as MantineTabs } from "@mantine/core";
import type { ReactNode } from "react";
import { count } from "../base/format";
import classes from "./tabs.module.css";

/** One tab. `count` is shown beside the word: absent while unknown. */
export interface TabDef<T extends string> {
  readonly id: T;
  readonly label: string;
  readonly count?: number | undefined;
}

interface TabsProps<T extends string> {
  label: string;
  tabs: readonly TabDef<T>[];
  value: T;
  onChange: (value: T) => void;
  /** What stands right of the tabs. */
  aside?: ReactNode;
  /** The panels: `TabPanel`s. */
  children: ReactNode;
}

export function Tabs<T extends string>({ label, tabs, value, onChange, aside, children }: TabsProps<T>) {
  return (
    <MantineTabs
      className={classes.root ?? ""}
      variant="none"
      value={value}
      onChange={(next) => next && onChange(next as T)}
      keepMounted={false}
    >
      <div className={classes.bar}>
        <MantineTabs.List aria-label={label} className={classes.list ?? ""}>
          {tabs.map((tab) => (
            <MantineTabs.Tab key={tab.id} value={tab.id} className={classes.tab ?? ""}>
              {tab.label}
              {tab.count !== undefined && <span className={classes.count}> {count(tab.count)}</span>}
            </MantineTabs.Tab>
          ))}
        </MantineTabs.List>
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      {children}
    </MantineTabs>
  );
}

/** A tab's panel. `keepMounted` hides it instead of taking it down. */
export function TabPanel({
  id,
  keepMounted = false,
  children,
}: {
  id: string;
  keepMounted?: boolean;
  children: ReactNode;
}) {
  return (
    <MantineTabs.Panel value={id} keepMounted={keepMounted} className={classes.panel ?? ""}>
      {children}
    </MantineTabs.Panel>
  );
}
