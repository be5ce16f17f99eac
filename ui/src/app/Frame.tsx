/** The frame round every view: rail, bar, view, status line, palette and help sheet. Owns what is open, and the keys that work everywhere. */
import { Outlet, useCanGoBack, useNavigate, useRouter, useRouterState } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { useActions } from "../widgets/actions";
import { Bar } from "./Bar";
import { ExportLayer } from "./ExportLayer";
import classes from "./frame.module.css";
import { type HelpPage, HelpSheet } from "./HelpSheet";
import { ImportLayer } from "./ImportLayer";
import { Palette } from "./Palette";
import { PLACES, Rail } from "./Rail";
import { StatusLine } from "./StatusLine";

type Overlay = "palette" | HelpPage | null;

export function Frame() {
  const [overlay, setOverlay] = useState<Overlay>(null);
  useFrameKeys(setOverlay);
  useTitle();
  return (
    <div className={classes.app}>
      <a className={classes.skip} href="#view">
        Skip to the view
      </a>
      <Rail />
      <Bar />
      <main id="view" className={classes.view} tabIndex={-1}>
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <StatusLine />
      <ImportLayer />
      <ExportLayer />
      <Suspense>
        {overlay === "palette" && (
          <Palette onClose={() => setOverlay(null)} onHelp={() => setOverlay("keys")} />
        )}
        {overlay !== null && overlay !== "palette" && (
          <HelpSheet page={overlay} onPage={setOverlay} onClose={() => setOverlay(null)} />
        )}
      </Suspense>
    </div>
  );
}

function useFrameKeys(open: (overlay: Overlay) => void) {
  const navigate = useNavigate();
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const inTrace = useRouterState({ select: (state) => state.location.pathname.startsWith("/trace/") });
  const go = (to: (typeof PLACES)[number]["to"]) => () => void navigate({ to });
  useActions({
    palette: () => open("palette"),
    help: () => open("keys"),
    "help-language": () => open("language"),
    back: () => {
      if (!inTrace) return false;
      if (canGoBack) router.history.back();
      else void navigate({ to: "/traces" });
    },
    "go-traces": go("/traces"),
    "go-sessions": go("/sessions"),
    "go-logs": go("/logs"),
    "go-metrics": go("/metrics"),
    "go-sql": go("/sql"),
    "go-connect": go("/connect"),
    "go-settings": go("/settings"),
  });
}

/** The window's title names the view; the trace view sets its own. */
function useTitle() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    const place = PLACES.find((p) => path === p.to);
    if (place) document.title = `${place.label} · Waterglass`;
  }, [path]);
}
