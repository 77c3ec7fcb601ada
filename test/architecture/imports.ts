// Who may import what: the table of DESIGN section 2, executed; and the ban on rings.
import { type Import, importsOf, isSource, isTest, type SourceFile } from "./tree.ts";

interface Area {
  /** Our areas that it may import. */
  readonly ours: readonly string[];
  /** Areas of which it may import types only. */
  readonly typesOf?: readonly string[];
  /** Packages by name; `one library` means any, but one per file (a scope such as @aws-sdk counts as one). */
  readonly packages: readonly string[] | "one library" | "any";
  /** Node's own modules; none unless given. */
  readonly node?: readonly string[] | "any";
}

const ENGINES = ["postgres", "dynamodb"];
const PURE = { node: ["node:crypto"] } as const;
const EDGE: Area = { ours: ["core"], typesOf: ENGINES, packages: "one library", node: "any" };
const BELOW_PROJECT = [
  "core",
  ...ENGINES,
  "actions",
  "drivers",
  "sources",
  "reporters",
  "queues",
  "servers",
  "settings",
  "pages",
];
const ON_TOP: Area = { ours: ["core", "actions", "project"], packages: "one library", node: "any" };
const EVERYTHING = [...BELOW_PROJECT, "project", "runners", "testing", "ui", "cdk", "cli"];

/** Changing this table is a decision: it needs a page in docs/decisions/. */
const AREAS: Readonly<Record<string, Area>> = {
  core: { ours: [], packages: [], ...PURE },
  postgres: { ours: ["core"], packages: ["libpg-query", "@pgsql/types"], ...PURE },
  dynamodb: { ours: ["core"], packages: [], ...PURE },
  actions: { ours: ["core"], packages: [], ...PURE },
  drivers: EDGE,
  sources: EDGE,
  reporters: EDGE,
  queues: EDGE,
  servers: EDGE,
  pages: { ours: ["core"], typesOf: ["actions", "settings"], packages: "one library" },
  settings: { ours: ["core"], packages: ["jiti", "valibot"], node: "any" },
  project: { ours: BELOW_PROJECT, packages: [], node: "any" },
  runners: ON_TOP,
  testing: ON_TOP,
  ui: ON_TOP,
  cdk: { ours: ["core"], packages: ["aws-cdk-lib", "constructs"], node: "any" },
  cli: { ours: EVERYTHING, packages: "any", node: "any" },
  index: { ours: EVERYTHING.filter((area) => area !== "cli"), packages: [] },
};

/** Every import that the table does not allow, one sentence each. */
export function forbiddenImports(files: readonly SourceFile[]): string[] {
  return files.filter((file) => isSource(file) && !isTest(file)).flatMap(problemsOf);
}

function problemsOf(file: SourceFile): string[] {
  const name = areaOf(file.path);
  const area = AREAS[name];
  if (!area) return [`${file.path}: there is no area ${name} in the import table`];
  const imports = importsOf(file);
  const problems = imports.flatMap((found) => {
    if (allowed(found, name, area)) return [];
    return [`${file.path} imports ${found.target}, which ${name} may not`];
  });
  const libraries = new Set(imports.filter(isPackage).map(({ target }) => libraryOf(target)));
  if (area.packages === "one library" && libraries.size > 1) {
    problems.push(`${file.path} imports more than one library: ${[...libraries].join(", ")}`);
  }
  return problems;
}

function allowed({ target, ours, typeOnly }: Import, name: string, area: Area): boolean {
  if (ours) {
    const other = areaOf(target);
    return other === name || area.ours.includes(other) || (typeOnly && (area.typesOf ?? []).includes(other));
  }
  if (target.startsWith("node:")) return area.node === "any" || (area.node ?? []).includes(target);
  return typeof area.packages === "string" || area.packages.includes(target);
}

function isPackage({ target, ours }: Import): boolean {
  return !ours && !target.startsWith("node:");
}

function libraryOf(target: string): string {
  return target.startsWith("@types/") ? target.slice(7) : (target.split("/")[0] ?? target);
}

/** `src/drivers/pg.ts` and `src/drivers.ts` are both of `drivers`. */
function areaOf(path: string): string {
  return (path.split("/")[1] ?? "").replace(/\.[mc]?tsx?$/, "");
}

/** Import rings, types counted: each as the way around. */
export function rings(files: readonly SourceFile[]): string[] {
  const graph = new Map(
    files.filter(isSource).map((file) => [
      file.path,
      importsOf(file)
        .filter(({ ours }) => ours)
        .map(({ target }) => target),
    ]),
  );
  const found: string[] = [];
  const state = new Map<string, "open" | "done">();
  const way: string[] = [];

  function visit(path: string): void {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open") {
      found.push([...way.slice(way.indexOf(path)), path].join(" → "));
      return;
    }
    state.set(path, "open");
    way.push(path);
    for (const target of graph.get(path) ?? []) visit(target);
    way.pop();
    state.set(path, "done");
  }

  for (const path of graph.keys()) visit(path);
  return found;
}
