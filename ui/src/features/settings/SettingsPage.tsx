/** Settings: looks, prices, what is not kept, where the data is, the doors. Owns the list of sections and the way to each. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import { statusQuery } from "../../api/status";
import { Failed, Loading } from "../../widgets/states";
import { DataSection } from "./DataSection";
import { DoorsSection } from "./DoorsSection";
import { LooksSection } from "./LooksSection";
import { MoveSection } from "./MoveSection";
import { PricesSection } from "./prices/PricesSection";
import { RedactionSection } from "./redaction/RedactionSection";
import type { SettingsSearch } from "./search";
import classes from "./settings.module.css";

const SECTIONS = [
  ["looks", "Looks"],
  ["prices", "Prices"],
  ["redaction", "Redaction"],
  ["data", "Data"],
  ["move", "Move"],
  ["ports", "Ports"],
] as const;

const route = getRouteApi("/settings");

export function SettingsPage() {
  const { data: status, error, refetch } = useQuery(statusQuery());
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const page = useAnchor(status !== undefined || error !== null);
  const change = useCallback(
    (more: SettingsSearch) =>
      void navigate({
        search: (before) => ({ ...before, ...more }),
        hash: true,
        replace: true,
        resetScroll: false,
        hashScrollIntoView: false,
      }),
    [navigate],
  );
  return (
    <div className={classes.page} ref={page}>
      <div className={classes.sheet}>
        <nav className={classes.nav} aria-label="Settings">
          <h1 className={classes.heading}>Settings</h1>
          {SECTIONS.map(([id, title]) => (
            <Link
              key={id}
              to="/settings"
              search={(before) => before}
              hash={id}
              activeOptions={{ includeHash: true }}
            >
              {title}
            </Link>
          ))}
        </nav>
        <div className={classes.sections}>
          <LooksSection />
          <PricesSection search={search} onSearch={change} />
          <RedactionSection />
          {!status && error && (
            <Failed what="The state could not be read" error={error} onRetry={() => void refetch()} />
          )}
          {!status && !error && <Loading what="the state" />}
          {status && (
            <>
              <DataSection status={status} />
              <MoveSection status={status} />
              <DoorsSection doors={status.doors} />
              <p className={classes.about}>
                Waterglass {status.version}, process {status.pid}. Everything stays on this machine: no
                account, no telemetry about you, no call to any other host.
              </p>
            </>
          )}
        </div>
      </div>
    </div>
  );
}

/** How long sections above the one asked for may still grow as their answers come. */
const SETTLING_MS = 1_500;

/**
 * Brings the section that the address names into sight, and keeps it there while what is above it loads; a wheel, a key or a
 * press ends that. `ready`: the page has its sections.
 */
function useAnchor(ready: boolean) {
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = page.current;
    const id = window.location.hash.slice(1);
    if (!ready || !box || !id) return;
    const show = () => box.querySelector(`#${CSS.escape(id)}`)?.scrollIntoView();
    show();
    const watch = new ResizeObserver(show);
    for (const section of box.querySelectorAll("section")) watch.observe(section);
    const stop = () => watch.disconnect();
    const timer = setTimeout(stop, SETTLING_MS);
    const ends = ["wheel", "keydown", "pointerdown"] as const;
    for (const end of ends) box.addEventListener(end, stop, { once: true });
    return () => {
      stop();
      clearTimeout(timer);
      for (const end of ends) box.removeEventListener(end, stop);
    };
  }, [ready]);
  return page;
}
