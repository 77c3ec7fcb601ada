// How a new column's NOT NULL is said: from 18 on it is a constraint with a name, which may be taken or made elsewhere.
import { type Fact, type FactKey, keyOf, type Schema } from "../../core/fact.ts";
import type { Scene } from "../../core/kind.ts";
import { type Sql, sql } from "../sql.ts";
import { isCut, usualName } from "./not-null.ts";

/** `named`: by its usual name, which PostgreSQL would not choose itself. `elsewhere`: by a constraint, or a parent. */
export type NotNullForm = "plain" | "named" | "elsewhere";

/** What a column's fact says of a NOT NULL that is not its own. */
export const ABOVE = "above";

/** Of a column `a` of a table `c`: what parents say alone. A partition says it itself before it is attached. */
export const isRequiredAbove: Sql = sql`(a.attnotnull and a.attinhcount > 0 and a.attislocal and not c.relispartition
        and not exists (select from pg_catalog.pg_constraint k
          where k.conrelid = a.attrelid and k.contype = 'n' and k.conkey[1] = a.attnum and k.conislocal))`;

export function notNullForm({ id: { path }, key, spelling, needs }: Fact, scene: Scene): NotNullForm {
  if (scene.major < 18) return "plain";
  const isMadeLater = scene
    .dependentsAfter(key)
    .some(({ attributes: { type, valid } }) => type === "not null" && valid === false);
  if (isMadeLater || (spelling?.notNull === ABOVE && scene.isNew(needs[0] as string))) return "elsewhere";
  // What is too long PostgreSQL cuts in its own way.
  if (isCut(path)) return "named";
  const holders = [scene.from, scene.to].flatMap((schema) => [
    ...(holdersOf(schema).get(keyOf("", [path[0] as string, usualName(path)])) ?? []),
  ]);
  return holders.some((table) => table !== path[1]) ? "named" : "plain";
}

const known = new WeakMap<Schema, ReadonlyMap<FactKey, ReadonlySet<string>>>();

/** Names of the tables with a constraint of that schema and name: PostgreSQL chooses none that any of them has. */
function holdersOf(schema: Schema): ReadonlyMap<FactKey, ReadonlySet<string>> {
  const before = known.get(schema);
  if (before) return before;
  const holders = new Map<FactKey, Set<string>>();
  for (const { id, attributes } of schema.values()) {
    // A column's plain NOT NULL, which is no fact, has the usual name.
    const isPlain = id.kind === "column" && attributes.notNull === true;
    if (id.kind !== "constraint" && !isPlain) continue;
    const [home = "", table = ""] = id.path;
    const key = keyOf("", [home, isPlain ? usualName(id.path) : String(id.path[2])]);
    holders.set(key, (holders.get(key) ?? new Set()).add(table));
  }
  known.set(schema, holders);
  return holders;
}
