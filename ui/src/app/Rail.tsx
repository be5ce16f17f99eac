/** The rail on the left: one link per view that exists. */
import { Tooltip } from "@mantine/core";
import {
  IconAlignLeft,
  IconChartBar,
  IconMessages,
  IconPlugConnected,
  IconSettings,
  IconSql,
} from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import type { ComponentType } from "react";
import classes from "./frame.module.css";

interface IconProps {
  size: number;
  stroke: number;
}

interface Place {
  to: "/traces" | "/sessions" | "/logs" | "/metrics" | "/sql" | "/connect" | "/settings";
  label: string;
  Icon: ComponentType<IconProps>;
}

export const PLACES: readonly Place[] = [
  { to: "/traces", label: "Traces", Icon: IconWaterfall },
  { to: "/sessions", label: "Sessions", Icon: IconMessages },
  { to: "/logs", label: "Logs", Icon: IconAlignLeft },
  { to: "/metrics", label: "Metrics", Icon: IconChartBar },
  { to: "/sql", label: "SQL", Icon: IconSql },
  { to: "/connect", label: "Connect", Icon: IconPlugConnected },
  { to: "/settings", label: "Settings", Icon: IconSettings },
];

/** The place that a page without one of its own belongs to. */
function placeAbove(path: string): Place["to"] | null {
  if (path.startsWith("/trace/")) return "/traces";
  return path.startsWith("/session/") ? "/sessions" : null;
}

export function Rail() {
  // A trace belongs to Traces and a session to Sessions, though their addresses do not say so.
  const inside = useRouterState({ select: ({ location }) => placeAbove(location.pathname) });
  return (
    <nav className={classes.rail} aria-label="Views">
      {PLACES.map(({ to, label, Icon }) => (
        <RailItem key={to} to={to} label={label} Icon={Icon} active={to === inside} />
      ))}
    </nav>
  );
}

function RailItem({ to, label, Icon, active }: Place & { active: boolean }) {
  return (
    <>
      {to === "/connect" && <span className={classes.grow} />}
      <Tooltip label={label} position="right">
        <Link
          to={to}
          className={classes.railLink}
          aria-label={label}
          {...(active ? { "data-status": "active", "aria-current": "page" } : {})}
        >
          <Icon size={19} stroke={1.6} />
        </Link>
      </Tooltip>
    </>
  );
}

/** Bars of a waterfall: no icon set has one that reads at this size. */
function IconWaterfall({ size, stroke }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={stroke + 0.2}
      strokeLinecap="round"
      aria-hidden
    >
      <path d="M3 5h11M7 10h13M10 15h9M14 20h6" />
    </svg>
  );
}
