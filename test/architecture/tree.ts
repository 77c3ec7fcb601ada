// The repository's own files, and what each imports.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** A file of ours from the root, a package's name, or `node:…`. */
  readonly target: string;
  readonly ours: boolean;
  /** Nothing is left of it at run time. */
  readonly typeOnly: boolean;
}

const NOT_OURS = new Set(["node_modules", "dist", ".git", ".godwit", ".cache", "coverage"]);
const BINARY = /\.(?:png|tgz|gz|zip|wasm|ico)$/;

/** Every text file below `root`, in order. */
export function readTree(root: string, folder = ""): SourceFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): SourceFile[] => {
      const path = posix.join(folder, entry.name);
      if (NOT_OURS.has(entry.name) || entry.isSymbolicLink() || BINARY.test(entry.name)) return [];
      if (entry.isDirectory()) return readTree(root, path);
      return entry.isFile() ? [{ path, text: readFileSync(join(root, path), "utf8") }] : [];
    });
}

export const isSource = ({ path }: SourceFile) => /^src\/.*\.[mc]?tsx?$/.test(path);
export const isTest = ({ path }: SourceFile) => /\.test\.[mc]?tsx?$/.test(path);

// The formatter writes every import in one of these shapes.
const STATIC = /^(?:import|export)\s+(type\s)?([^;"']*?\sfrom\s+)?"([^"]+)"/gm;
const DYNAMIC = /\bimport\(\s*"([^"]+)"/g;

export function importsOf({ path, text }: SourceFile): Import[] {
  const found = [...text.matchAll(STATIC)].map(([, type, names, target = ""]) => ({
    target,
    typeOnly: type !== undefined || onlyTypes(names ?? ""),
  }));
  const dynamic = [...text.matchAll(DYNAMIC)].map(([, target = ""]) => ({ target, typeOnly: false }));
  return [...found, ...dynamic].map(({ target, typeOnly }) => {
    const ours = target.startsWith(".");
    return {
      target: ours ? posix.join(posix.dirname(path), target) : packageOf(target),
      ours,
      typeOnly,
    };
  });
}

/** `{ type A, type B }`. */
function onlyTypes(names: string): boolean {
  const inside = /^\{(.*)\}\s+from/s.exec(names.trim())?.[1] ?? "";
  const list = inside.split(",").map((name) => name.trim());
  return inside !== "" && list.every((name) => name === "" || name.startsWith("type "));
}

function packageOf(target: string): string {
  if (target.startsWith("node:")) return target;
  return target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
}
