/**
 * What differs between the desktop window and a browser: file dialogs, saving, opening links outside. The only
 * importer of @tauri-apps, and only on demand, so a browser never loads it. Never fetches data: that is the same
 * relative `/api/…` in both.
 */

/**
 * Whether this page stands in the desktop window and belongs to it. A window may also show the pages of an instance
 * that runs elsewhere, over its local address: those get no dialogs and are as in a browser.
 */
export const inWindow =
  typeof window !== "undefined" &&
  "__TAURI_INTERNALS__" in window &&
  // Windows serves custom schemes as a host below localhost.
  (location.protocol === "waterglass:" || location.hostname === "waterglass.localhost");

/** File kinds the import understands, for the open dialogs. */
export const IMPORT_EXTENSIONS = ["json", "jsonl", "ndjson", "pb", "bin", "gz", "zst"];

/** A file the user chose: a path in the window, the file itself in a browser. */
export type ChosenFile = { path: string; name: string } | { file: File; name: string };

const baseName = (path: string) => path.split(/[\\/]/).pop() ?? path;

/** Asks for a file to import. Null when the user thought better of it. */
export async function chooseFile(): Promise<ChosenFile | null> {
  if (inWindow) {
    const { open } = await import("@tauri-apps/plugin-dialog");
    const path = await open({
      multiple: false,
      directory: false,
      filters: [
        { name: "OpenTelemetry data", extensions: IMPORT_EXTENSIONS },
        { name: "All files", extensions: ["*"] },
      ],
    });
    return path ? { path, name: baseName(path) } : null;
  }
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      resolve(file ? { file, name: file.name } : null);
    });
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}

/** Asks where to save, in the window; null when cancelled. A browser downloads instead: see `download`. */
export async function chooseSavePath(name: string): Promise<string | null> {
  const { save } = await import("@tauri-apps/plugin-dialog");
  return save({ defaultPath: name, filters: [{ name: "OTLP JSON lines", extensions: ["jsonl"] }] });
}

/** Lets a browser download an address of ours under a name. */
export function download(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

/** Opens an outside address in the system's browser: the window itself never navigates away. */
export async function openOutside(url: string): Promise<void> {
  if (inWindow) {
    const { openUrl } = await import("@tauri-apps/plugin-opener");
    await openUrl(url);
    return;
  }
  window.open(url, "_blank", "noopener,noreferrer");
}

/** Shows a file in the system's file browser; only the window can. */
export async function revealFile(path: string): Promise<void> {
  const { revealItemInDir } = await import("@tauri-apps/plugin-opener");
  await revealItemInDir(path);
}

/** Watches for items chosen in the window's menu, which names actions of the key map. Returns what stops it. */
export function watchMenu(chosen: (action: string) => void): () => void {
  const onChosen = (event: Event) => chosen((event as CustomEvent<string>).detail);
  window.addEventListener("waterglass:menu", onChosen);
  return () => window.removeEventListener("waterglass:menu", onChosen);
}

/** Whether keys should be drawn for a Mac. */
export const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** What a file held over the page, and dropped on it, should do. */
export interface DropTarget {
  over: (isOver: boolean) => void;
  drop: (file: ChosenFile) => void;
}

/** Watches for files dropped anywhere on the page. Returns what stops it. */
export function watchDrops(target: DropTarget): () => void {
  return inWindow ? watchWindowDrops(target) : watchPageDrops(target);
}

/** In the window the system's drop gives paths, and the page's own drop events never fire. */
function watchWindowDrops(target: DropTarget): () => void {
  let stop: (() => void) | null = null;
  let stopped = false;
  void import("@tauri-apps/api/webview").then(async ({ getCurrentWebview }) => {
    const unlisten = await getCurrentWebview().onDragDropEvent(({ payload }) => {
      target.over(payload.type === "enter" || payload.type === "over");
      const path = payload.type === "drop" ? payload.paths[0] : undefined;
      if (path) target.drop({ path, name: baseName(path) });
    });
    if (stopped) unlisten();
    else stop = unlisten;
  });
  return () => {
    stopped = true;
    stop?.();
  };
}

function watchPageDrops(target: DropTarget): () => void {
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const onOver = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    // Without this the browser would leave the app and show the file.
    event.preventDefault();
    target.over(true);
  };
  const onLeave = (event: DragEvent) => {
    // Null = the pointer left the page, not just an element in it.
    if (event.relatedTarget === null) target.over(false);
  };
  const onDrop = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    target.over(false);
    const file = event.dataTransfer?.files[0];
    if (file) target.drop({ file, name: file.name });
  };
  window.addEventListener("dragover", onOver);
  window.addEventListener("dragleave", onLeave);
  window.addEventListener("drop", onDrop);
  return () => {
    window.removeEventListener("dragover", onOver);
    window.removeEventListener("dragleave", onLeave);
    window.removeEventListener("drop", onDrop);
  };
}
