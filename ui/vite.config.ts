/**
 * How the UI is built and tested. `npm run dev` serves it with /api passed on to a running Waterglass
 * (WATERGLASS_UI_URL, else the default UI door), so the page is same-origin as in production.
 * Never inlines assets as data: URLs and never emits inline scripts: the CSP refuses both.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const api = process.env.WATERGLASS_UI_URL ?? "http://127.0.0.1:4319";

/** Puts a gzip of each script and style beside it: the program sends what is compressed already and compresses nothing. */
function packed(): Plugin {
  return {
    name: "waterglass:packed",
    apply: "build",
    writeBundle({ dir }, bundle) {
      for (const name of Object.keys(bundle)) {
        if (!dir || !/\.(js|css)$/.test(name)) continue;
        const file = join(dir, name);
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), packed()],
  resolve: {
    alias: { "@proto": fileURLToPath(new URL("../proto/ts/index.ts", import.meta.url)) },
  },
  server: {
    host: "127.0.0.1",
    fs: { allow: [".."] },
    proxy: {
      "/api": {
        target: api,
        changeOrigin: true,
        // The server refuses foreign origins; behind the proxy the page's origin is the dev server's.
        headers: { origin: api },
      },
    },
  },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  test: {
    restoreMocks: true,
    // For a busy machine; an idle one needs a fiftieth.
    testTimeout: 30_000,
    // A browser's stand-in takes half a second a file: `.test.ts` does without, `.test.tsx` has a document.
    projects: [
      { extends: true, test: { name: "logic", environment: "node", include: ["src/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "views",
          environment: "jsdom",
          setupFiles: ["src/test-setup.ts"],
          include: ["src/**/*.test.tsx"],
        },
      },
    ],
  },
});
