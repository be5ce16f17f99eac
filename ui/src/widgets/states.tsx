/**
 * The faces of a view without rows: loading, empty, failed; and the line that says a view is partial. Owns their
 * look. Never shows a spinner before 150 ms: a quick answer must not flicker.
 */
import { Button, Loader } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import classes from "./states.module.css";

const PATIENCE_MS = 150;

/** True once `active` has lasted 150 ms. */
export function useSlow(active: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!active) {
      setSlow(false);
      return;
    }
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [active]);
  return active && slow;
}

/** Waiting for the first answer. Nothing at all for the first 150 ms. */
export function Loading({ what }: { what: string }) {
  const slow = useSlow(true);
  return (
    <div className={classes.state} role="status" aria-live="polite">
      {slow && (
        <>
          <Loader size="sm" color="gray" />
          <p className={classes.detail}>Loading {what}…</p>
        </>
      )}
    </div>
  );
}

/** Nothing to show, why, and what to do. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.state}>
      <h2 className={classes.title}>{title}</h2>
      {children && <div className={classes.detail}>{children}</div>}
      {action && <div className={classes.actions}>{action}</div>}
    </div>
  );
}

/** A failure: its cause, the way out, and another try. `error` carries a `hint` when it comes from the API. */
export function Failed({
  what,
  error,
  onRetry,
}: {
  what: string;
  error: Error & { hint?: string | null };
  onRetry?: () => void;
}) {
  return (
    <div className={classes.state} role="alert">
      <IconAlertTriangle size={22} className={classes.bad} aria-hidden />
      <h2 className={classes.title}>{what}</h2>
      <div className={classes.detail}>
        <p>{error.message}</p>
        {error.hint && <p>{error.hint}</p>}
      </div>
      {onRetry && (
        <div className={classes.actions}>
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}

/** One line over a view: what is missing from it, or what went wrong though older rows are still shown. */
export function Notice({
  tone = "plain",
  children,
  action,
}: {
  tone?: "plain" | "warn" | "bad";
  children: ReactNode;
  action?: ReactNode;
}) {
  const Icon = tone === "plain" ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={classes.notice} data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      <Icon size={15} aria-hidden />
      <span className={classes.noticeText}>{children}</span>
      {action}
    </div>
  );
}
