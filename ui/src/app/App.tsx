/** Joins cache, theme, router, keys and the change loop. Owns their lifetimes, nothing of what is shown. */
import { localStorageColorSchemeManager, MantineProvider, useMantineColorScheme } from "@mantine/core";
import { QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { followChanges } from "../api/changes";
import { createQueryClient } from "../api/freshness";
import { settingsQuery } from "../api/settings";
import type { Action } from "../base/keymap";
import { watchMenu } from "../host";
import { listenKeys, runAction } from "../widgets/actions";
import { router } from "./router";
import { theme, variables } from "./theme";

// A copy of the theme setting, so that the first paint has the right colours before the server has answered.
const schemeManager = localStorageColorSchemeManager({ key: "waterglass.theme" });

export function App() {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        colorSchemeManager={schemeManager}
        defaultColorScheme="auto"
      >
        <Background />
        <RouterProvider router={router} />
      </MantineProvider>
    </QueryClientProvider>
  );
}

/** What runs beside the views: the change loop, the key listener, the theme from the settings. */
function Background() {
  const client = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const chosen = useQuery(settingsQuery()).data?.theme;
  useEffect(() => {
    if (chosen) setColorScheme(chosen === "system" ? "auto" : chosen);
  }, [chosen, setColorScheme]);
  useEffect(() => {
    const stop = new AbortController();
    void followChanges(client, stop.signal);
    return () => stop.abort();
  }, [client]);
  useEffect(() => listenKeys(window), []);
  // An action that no view on screen does is not run, whatever its name.
  useEffect(() => watchMenu((action) => void runAction(action as Action)), []);
  return null;
}
