// The page of a schema: every table with what hangs on it, and everything else by the statements that make it.
import type { Fact, Schema } from "../core/fact.ts";
import type { WrittenStep } from "../core/schema-database.ts";
import { anchor, code, codeBlock, link, list, page, urlOf, words } from "./markdown.ts";
import { type TableAbout, tableSection } from "./table-section.ts";

export interface SchemaAbout {
  readonly schema: Schema;
  readonly steps: readonly WrittenStep[];
  /** Where the schema comes from, as a sentence. */
  readonly source: string;
  /** A diagram that lies beside the page. */
  readonly diagram?: string;
  /** What could not be read or made, one sentence each. */
  readonly missing: readonly string[];
}

export function schemaPage(about: SchemaAbout): string {
  const { schema, source, diagram, missing } = about;
  const homes = homesOf(about);
  const names = [...schema.values()]
    .filter(({ id }) => id.kind === "schema")
    .map(({ id }) => id.path[0] ?? "");
  const all = [...new Set(names)].sort();
  const whole = homes.filter(({ fact: { id } }) => id.path.length === 1 && id.kind !== "schema");
  return page([
    "# Schema",
    words(source),
    list(missing.map((one) => `Not here: ${words(one)}`)),
    diagram ? `![The tables and what refers to what](${urlOf(diagram)})` : "",
    contents(homes),
    ...all.flatMap((name) => schemaSection(name, homes, about)),
    ...(whole.length > 0 ? ["## Of the whole database", ...whole.flatMap(otherSection)] : []),
  ]);
}

/** Something with all the steps that are read with it. */
interface Home {
  readonly fact: Fact;
  readonly steps: readonly WrittenStep[];
}

function homesOf({ schema, steps }: SchemaAbout): readonly Home[] {
  const byHome = new Map<string, WrittenStep[]>();
  for (const [key, { id }] of schema) if (STANDING.has(id.kind)) byHome.set(key, []);
  for (const step of steps) byHome.set(step.home, [...(byHome.get(step.home) ?? []), step]);
  const homes = [...byHome].flatMap(([key, own]) => {
    const fact = schema.get(key);
    return fact ? [{ fact, steps: own }] : [];
  });
  return homes.sort((a, b) => (a.fact.key < b.fact.key ? -1 : 1));
}

/** They have a section even where nothing must be said to make them. */
const STANDING = new Set(["table", "foreign-table", "schema"]);
const TABLES = new Set(["table", "foreign-table"]);

function contents(homes: readonly Home[]): string {
  const tables = homes.filter(({ fact }) => TABLES.has(fact.id.kind));
  return list(tables.map(({ fact: { key, id } }) => link(code(id.path.join(".")), { id: key })));
}

function schemaSection(name: string, homes: readonly Home[], about: SchemaAbout): readonly string[] {
  const own = homes.find(({ fact: { id } }) => id.kind === "schema" && id.path[0] === name);
  const inside = homes.filter(({ fact: { id } }) => id.path.length > 1 && id.path[0] === name);
  const said = own?.steps.map(({ text }) => `${text};`) ?? [];
  if (inside.length === 0 && said.length === 0) return [];
  const tables = inside.filter(({ fact }) => TABLES.has(fact.id.kind));
  const others = inside.filter(({ fact }) => !TABLES.has(fact.id.kind));
  const kinds = [...new Set(others.map(({ fact }) => fact.id.kind))].sort();
  return [
    `## Schema ${code(name)}`,
    said.length > 0 ? codeBlock(said.join("\n")) : "",
    ...tables.flatMap(({ fact, steps }) =>
      tableSection({ fact, steps, schema: about.schema } satisfies TableAbout),
    ),
    ...kinds.flatMap((kind) => others.filter(({ fact }) => fact.id.kind === kind).flatMap(otherSection)),
  ];
}

/** Of whatever kind: what makes it says all that is known of it. */
function otherSection({ fact: { key, id }, steps }: Home): readonly string[] {
  const [name = "", ...rest] = id.path.length > 1 ? id.path.slice(1) : id.path;
  const title = ROUTINES.has(id.kind) ? `${name}(${rest.join(", ")})` : [name, ...rest].join(".");
  return [
    `${anchor(key)}\n\n### ${titleOf(id.kind)} ${code(title)}`,
    codeBlock(steps.map(({ text }) => `${text};`).join("\n\n")),
  ];
}

const ROUTINES = new Set(["function", "procedure", "aggregate"]);

/** `materialized-view` is `Materialized view`. */
function titleOf(kind: string): string {
  const text = kind.replaceAll("-", " ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
