// The section of one table on the page of a schema: columns, keys, what refers to it, and the rest as it is made.
import { type Fact, type FactKey, keyOf, type Schema, type Value } from "../core/fact.ts";
import type { WrittenStep } from "../core/schema-database.ts";
import { anchor, code, codeBlock, link, list, table, words } from "./markdown.ts";
import { foreignKeyOf } from "./printed-names.ts";

export interface TableAbout {
  readonly fact: Fact;
  /** The steps that are read with it. */
  readonly steps: readonly WrittenStep[];
  readonly schema: Schema;
}

export function tableSection({ fact, steps, schema }: TableAbout): readonly string[] {
  const { key, id, attributes } = fact;
  const parts = [...schema.values()].filter((one) => isPart(one, id.path));
  const columns = parts
    .filter((one) => one.id.kind === "column")
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  const constraints = parts.filter((one) => one.id.kind === "constraint").sort(byKey);
  const grants = parts.filter((one) => one.id.kind === "grant").sort(byKey);
  const owner = schema.get(keyOf("owner", [id.kind, ...id.path]));
  return [
    `${anchor(key)}\n\n### ${id.kind === "table" ? "Table" : "Foreign table"} ${code(id.path.slice(1).join("."))}`,
    words(commentOf(schema, fact)),
    list(told(attributes)),
    table(
      ["column", "type", "null", "default", "comment"],
      columns.map((column) => columnRow(column, schema)),
    ),
    titled("Keys and constraints", table(["name", "definition"], constraints.map(constraintRow))),
    titled("Referenced by", list(referrers(fact, schema))),
    ...TITLES.map(([kind, title]) => titled(title, sqlOf(steps.filter((step) => kindOf(step) === kind)))),
    titled("Grants", table(["who", "may", "on"], grants.map(grantRow))),
    owner ? `Owned by ${code(String(owner.attributes.role))}.` : "",
    titled("More", sqlOf(steps.filter((step) => !SHOWN.has(kindOf(step))))),
  ];
}

const TITLES = [
  ["index", "Indexes"],
  ["policy", "Policies"],
  ["trigger", "Triggers"],
  ["rule", "Rules"],
  ["partition", "Partition"],
] as const;
/** Kinds that have a place of their own; `foreign-table` and `sequence` are shown as they are made. */
const SHOWN = new Set<string>([
  ...TITLES.map(([kind]) => kind),
  ...["table", "column", "default", "constraint", "comment", "grant", "owner"],
]);

function isPart({ id: { kind, path } }: Fact, [schema, name]: readonly string[]): boolean {
  const at = kind === "grant" ? path.slice(1) : path;
  const own = kind !== "grant" || path[0] === "table" || path[0] === "foreign-table" || path[0] === "column";
  return own && at[0] === schema && at[1] === name && path.length > 2;
}

function kindOf({ fact }: WrittenStep): string {
  return fact.slice(0, fact.indexOf(" "));
}

function titled(title: string, block: string): string {
  return block === "" ? "" : `**${title}**\n\n${block}`;
}

function sqlOf(steps: readonly WrittenStep[]): string {
  return steps.length === 0 ? "" : codeBlock(steps.map(({ text }) => `${text};`).join("\n"));
}

function commentOf(schema: Schema, { id }: Fact): string {
  return String(schema.get(keyOf("comment", [id.kind, ...id.path]))?.attributes.text ?? "");
}

/** What a table is beyond its columns, whatever attributes it has: `partition by: RANGE (at)`. */
function told(attributes: Fact["attributes"]): readonly string[] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    isUsual(value) ? [] : [value === true ? spaced(name) : `${spaced(name)}: ${code(shown(value))}`],
  );
}

function isUsual(value: Value): boolean {
  if (value === null || value === false || value === "default" || value === "") return true;
  return typeof value === "object" && value.length === 0;
}

function shown(value: Value): string {
  return typeof value === "object" && value !== null ? value.join(", ") : String(value);
}

/** `partitionBy` is `partition by`. */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What the table of columns has a place for. */
const IN_ROW = new Set([
  "type",
  "notNull",
  "identity",
  "identitySequence",
  "identityNumbers",
  "generated",
  "expression",
  "inherited",
]);

function columnRow(column: Fact, schema: Schema): readonly string[] {
  const { attributes, id } = column;
  const more = Object.fromEntries(Object.entries(attributes).filter(([name]) => !IN_ROW.has(name)));
  const given = schema.get(keyOf("default", id.path))?.attributes.expression;
  const value = attributes.generated
    ? `generated: ${code(String(attributes.expression))}`
    : attributes.identity
      ? `identity, ${attributes.identity}`
      : code(String(given ?? ""));
  const comment = [words(commentOf(schema, column)), ...told(more)].filter((text) => text !== "");
  return [
    code(id.path[2] ?? ""),
    code(String(attributes.type)),
    attributes.notNull ? "no" : "yes",
    value,
    comment.join("; "),
  ];
}

function constraintRow({ id, attributes }: Fact): readonly string[] {
  const rest = [
    ...(attributes.deferral === null ? [] : [String(attributes.deferral)]),
    ...(attributes.enforced === false ? ["not enforced"] : attributes.valid === false ? ["not valid"] : []),
    ...(attributes.inherited ? ["inherited"] : []),
  ];
  return [code(id.path[2] ?? ""), [code(String(attributes.definition)), ...rest].join(", ")];
}

function referrers({ id: { path } }: Fact, schema: Schema): readonly string[] {
  const found: (readonly [FactKey, string])[] = [];
  for (const { id, attributes } of schema.values()) {
    if (id.kind !== "constraint" || attributes.type !== "foreign key") continue;
    const key = foreignKeyOf(String(attributes.definition));
    if (!key || key.references[0] !== path[0] || key.references[1] !== path[1]) continue;
    const from = keyOf("table", id.path.slice(0, 2));
    const columns = key.columns.map(code).join(", ");
    found.push([from, `${link(code(id.path.slice(0, 2).join(".")), { id: from })} (${columns})`]);
  }
  return found.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, text]) => text);
}

function grantRow({ id: { path }, attributes }: Fact): readonly string[] {
  const grantee = path.at(-1) ?? "";
  const grantable = attributes.grantable as readonly string[];
  const may = (attributes.privileges as readonly string[]).map((one) =>
    grantable.includes(one) ? `${one} and pass it on` : one,
  );
  const column = path.length > 4 || path[0] === "column" ? code(path[3] ?? "") : "the table";
  return [
    grantee === "" ? "everybody" : code(grantee),
    may.length === 0 ? "nothing" : may.join(", "),
    column,
  ];
}

function byKey(a: Fact, b: Fact): number {
  return a.key < b.key ? -1 : 1;
}
