/** The rail on the left: one link per view that exists. */
import { Tooltip } from "@mantine/core";
import {
  IconAlignLeft,
  IconChartBar,
  IconPlugConnected,
  IconSettings,
  IconTimeline,
  type TablerIcon,
} from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import classes from "./frame.module.css";

interface Place {
  to: "/traces" | "/logs" | "/metrics" | "/connect" | "/settings";
  label: string;
  Icon: TablerIcon;
}

export const PLACES: readonly Place[] = [
  { to: "/traces", label: "Traces", Icon: IconTimeline },
  { to: "/logs", label: "Logs", Icon: IconAlignLeft },
  { to: "/metrics", label: "Metrics", Icon: IconChartBar },
  { to: "/connect", label: "Connect", Icon: IconPlugConnected },
  { to: "/settings", label: "Settings", Icon: IconSettings },
];

export function Rail() {
  // A trace belongs to Traces, though its address does not say so.
  const inTrace = useRouterState({ select: (state) => state.location.pathname.startsWith("/trace/") });
  return (
    <nav className={classes.rail} aria-label="Views">
      {PLACES.map(({ to, label, Icon }) => (
        <RailItem key={to} to={to} label={label} Icon={Icon} active={inTrace && to === "/traces"} />
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
          <Icon size={19} stroke={1.6} aria-hidden />
        </Link>
      </Tooltip>
    </>
  );
}
