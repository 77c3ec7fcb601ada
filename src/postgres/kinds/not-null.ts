// SET NOT NULL: at once on a table that nobody uses, else through a check that is validated without blocking.
import { keyOf } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { qualified } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";

/** `named`: its usual name is another relation's, too. With a valid check PostgreSQL (12 and later) sets NOT NULL without looking at a row. */
export function requireNotNull(
  path: readonly string[],
  { table, scene, named }: { readonly table: string; readonly scene: Scene; readonly named?: boolean },
): Drafts<Sql> {
  const relation = qualified(path);
  const column = name(path[2] as string);
  const set = {
    op: named
      ? sql`alter table ${relation} add constraint ${name(usualName(path))} not null ${column}`
      : sql`alter table ${relation} alter column ${column} set not null`,
    lock: "ACCESS EXCLUSIVE",
  };
  if (!scene.hasRows(table)) return [{ ...set, scans: true }];
  const check = freeName(path, scene);
  return [
    {
      op: sql`alter table ${relation} add constraint ${name(check)} check (${column} is not null) not valid`,
      lock: "ACCESS EXCLUSIVE",
      transaction: "own",
    },
    {
      op: sql`alter table ${relation} validate constraint ${name(check)}`,
      lock: "SHARE UPDATE EXCLUSIVE",
      scans: true,
      transaction: "own",
    },
    set,
    { op: sql`alter table ${relation} drop constraint ${name(check)}`, lock: "ACCESS EXCLUSIVE" },
  ];
}

/** The name that PostgreSQL gives it from 18 on, unless something in the schema has it. */
export function usualName(path: readonly string[]): string {
  return whole(path).slice(0, LONGEST);
}

export function isCut(path: readonly string[]): boolean {
  return Buffer.byteLength(whole(path)) > LONGEST;
}

function whole([, table = "", column = ""]: readonly string[]): string {
  return `${table}_${column}_not_null`;
}

/** Of a name, in bytes. */
const LONGEST = 63;

function freeName([schema = "", table = "", column = ""]: readonly string[], { from, to }: Scene): string {
  const base = `${`${table}_${column}`.slice(0, 50)}_present`;
  for (let count = 0; ; count++) {
    const candidate = count === 0 ? base : `${base}${count}`;
    const key = keyOf("constraint", [schema, table, candidate]);
    if (!from.has(key) && !to.has(key)) return candidate;
  }
}
