// A child's own column that becomes its parent's: its values wait under another name until the parent's is there.
import { type Fact, type FactKey, keyOf } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { printed, qualified } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import type { ColumnAttributes } from "./column-attributes.ts";
import { castsByItself, conversion } from "./column-type.ts";

/** `parent` is the key of the parent's column. One that is there already has been merged, which nothing takes back. */
export function movesUp(
  before: Fact<ColumnAttributes> | undefined,
  after: Fact<ColumnAttributes> | undefined,
  { parent, scene }: { readonly parent: FactKey | undefined; readonly scene: Scene },
): boolean {
  if (!before || !after || parent === undefined || scene.from.has(parent)) return false;
  return after.attributes.inherited && !before.attributes.inherited;
}

export function putAside(path: readonly string[], scene: Scene): Drafts<Sql> {
  const column = name(path[2] as string);
  return [
    {
      op: sql`alter table ${qualified(path)} rename column ${column} to ${name(asideName(path, scene))}`,
      lock: "ACCESS EXCLUSIVE",
    },
  ];
}

/** Of a generated column, which goes without a word, whatever it is called, with a function that it was made by. */
export function copyAside(path: readonly string[], type: string, scene: Scene): Drafts<Sql> {
  const relation = qualified(path);
  const column = name(path[2] as string);
  const aside = name(asideName(path, scene));
  const lock = "ACCESS EXCLUSIVE";
  return [
    { op: sql`alter table ${relation} add column ${aside} ${printed(type)}`, lock },
    {
      op: sql`update only ${relation} set ${aside} = ${column}`,
      lock: "ROW EXCLUSIVE",
      scans: true,
      rewrites: true,
    },
    { op: sql`alter table ${relation} drop column ${column}`, lock },
  ];
}

/** `from`: the column as it was, where its type may be another one now. */
export function bringBack(path: readonly string[], scene: Scene, from?: Fact<ColumnAttributes>): Drafts<Sql> {
  const relation = qualified(path);
  const aside = name(asideName(path, scene));
  const types = [from?.attributes.type, scene.to.get(keyOf("column", path))?.attributes.type].map(String);
  const [before = "", after = ""] = types;
  const values = from && !castsByItself(before, after) ? conversion(aside, before, after) : aside;
  return [
    {
      op: sql`update only ${relation} set ${name(path[2] as string)} = ${values}`,
      lock: "ROW EXCLUSIVE",
      scans: true,
      rewrites: true,
    },
    { op: sql`alter table ${relation} drop column ${aside}`, lock: "ACCESS EXCLUSIVE" },
  ];
}

function asideName([schema = "", table = "", column = ""]: readonly string[], { from, to }: Scene): string {
  for (let count = 0; ; count++) {
    const candidate = `${column.slice(0, 50)}_kept${count || ""}`;
    const key = keyOf("column", [schema, table, candidate]);
    if (!from.has(key) && !to.has(key)) return candidate;
  }
}
