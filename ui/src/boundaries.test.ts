/**
 * The floors of this folder, held by reading every import: base imports nothing, widgets only base, one feature never
 * another, nobody app; only host knows the window, and nothing leaves for another host.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = import.meta.dirname;

interface Import {
  file: string;
  /** `features/traces`, `widgets`, … of the importing file. */
  room: string;
  /** As written. */
  target: string;
  /** The room imported from, or null for a package. */
  from: string | null;
}

const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .map((file) => file.split(sep).join("/"))
  .filter((file) => /\.tsx?$/.test(file));

/** The room of a path below src: its first folder, and the feature's name for features. */
function roomOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  if (first === "features") return `features/${second}`;
  return path.includes("/") ? first : "";
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)\s(?:[^;"'`=]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g,
  );
  return [...found].map((match) => {
    const target = match[1] ?? match[2] ?? "";
    const local = target.startsWith(".")
      ? relative(ROOT, normalize(join(ROOT, dirname(file), target)))
          .split(sep)
          .join("/")
      : null;
    return { file, room: roomOf(file), target, from: local === null ? null : roomOf(local) };
  });
}

const product = files.filter((file) => !/\.test\.tsx?$/.test(file) && file !== "test-setup.ts");
const imports = product.flatMap(importsOf);
const broken = (rule: (i: Import) => boolean) =>
  imports.filter(rule).map((i) => `${i.file} imports ${i.target}`);
/** A type of the API is a word, not a dependency: all rooms may use it, as a type. */
const isProto = (i: Import) => i.target === "@proto";

describe("rooms", () => {
  it("reads some imports at all", () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.some((i) => i.file === "app/router.tsx" && i.from === "features/trace")).toBe(true);
  });

  it("base imports nothing but itself", () => {
    expect(broken((i) => i.room === "base" && i.from !== "base" && !isProto(i))).toEqual([]);
  });

  it("widgets import only base (and packages)", () => {
    expect(
      broken((i) => i.room === "widgets" && i.from !== null && !["widgets", "base"].includes(i.from)),
    ).toEqual([]);
    expect(
      broken((i) => i.room === "widgets" && (isProto(i) || /tanstack\/react-(query|router)/.test(i.target))),
    ).toEqual([]);
  });

  it("api and host import only base", () => {
    expect(
      broken(
        (i) => ["api", "host"].includes(i.room) && i.from !== null && ![i.room, "base"].includes(i.from),
      ),
    ).toEqual([]);
  });

  // The inspector is the trace view's right half: composed by it, in a folder of its own.
  it("one feature never imports another", () => {
    const half = (i: Import) => i.room === "features/trace" && i.from === "features/inspector";
    expect(
      broken(
        (i) =>
          i.room.startsWith("features/") &&
          Boolean(i.from?.startsWith("features/")) &&
          i.from !== i.room &&
          !half(i),
      ),
    ).toEqual([]);
  });

  it("nobody imports app but the entry", () => {
    expect(broken((i) => i.from === "app" && i.room !== "app" && i.file !== "main.tsx")).toEqual([]);
  });

  it("only host knows the window", () => {
    expect(broken((i) => i.target.startsWith("@tauri-apps") && i.room !== "host")).toEqual([]);
  });
});

describe("words", () => {
  it("types of the API are imported as types only", () => {
    const bad = product.filter((file) => {
      const text = readFileSync(join(ROOT, file), "utf8");
      return /^import (?!type )[^;]*["']@proto["']/m.test(text);
    });
    expect(bad).toEqual([]);
  });

  it("no address but our own is ever fetched", () => {
    const bad = product.filter((file) =>
      /fetch\(\s*["'`]https?:/.test(readFileSync(join(ROOT, file), "utf8")),
    );
    expect(bad).toEqual([]);
  });

  it("every file opens with what it owns", () => {
    const bad = product.filter(
      (file) => !/^(\/\/ biome-ignore-all[^\n]*\n)*\/\*\*/.test(readFileSync(join(ROOT, file), "utf8")),
    );
    expect(bad).toEqual([]);
  });
});
