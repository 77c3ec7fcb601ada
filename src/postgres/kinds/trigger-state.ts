// When a partition's copy of its parent's trigger fires, where that is not when the parent's does.
import { keyOf } from "../../core/fact.ts";
import type { Drafts } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { factOf, kind, printed, qualified, text, userSchemas } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { firing } from "./firing.ts";
import { lasting, partitionKey, relationKey } from "./relation.ts";

export type TriggerStateAttributes = {
  readonly fires: string;
  /** When the parent's trigger fires: changing that changes the copy. */
  readonly usually: string;
};

export const triggerState = kind<TriggerStateAttributes>({
  name: "trigger-state",
  catalog: 0,
  read: ({ major }) => sql`
    select t.oid, n.nspname as schema, c.relname as table, c.relkind as relation, t.tgname as name, t.tgenabled as fires,
      p.tgenabled as usually, p.tgname as parent, pc.relname as parent_table, pn.nspname as parent_schema
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_class c on c.oid = t.tgrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_trigger p on p.oid = ${major < 13 ? copiedFrom : sql`t.tgparentid`} and p.tgenabled <> t.tgenabled
    join pg_catalog.pg_class pc on pc.oid = p.tgrelid
    join pg_catalog.pg_namespace pn on pn.oid = pc.relnamespace
    where ${lasting(sql`c`)} and ${userSchemas(sql`n`)} and not exists (select from pg_catalog.pg_constraint k
      where k.oid = t.tgconstraint and k.contype = 'f')`,
  fact: (row) => {
    const path = [text(row.schema), text(row.table), text(row.name)];
    const parent = [text(row.parent_schema), text(row.parent_table), text(row.parent)];
    const needs = [
      relationKey(row.relation, path),
      partitionKey(path),
      keyOf("trigger", parent),
      // A parent between is a copy itself.
      keyOf("trigger-state", parent),
    ];
    return factOf({ kind: "trigger-state", path }, needs, {
      fires: firing(row.fires),
      usually: firing(row.usually),
    });
  },
  named: (path) => sql`trigger ${name(path[2] as string)} on ${qualified(path)}`,
  create: ({ id, attributes }) => fire(id.path, attributes.fires),
  drop: ({ id, attributes }) => fire(id.path, attributes.usually),
  swallowedBy: ({ needs }) => needs,
  alter: {
    usually: ({ id, attributes }) => fire(id.path, attributes.fires),
    fires: ({ id, attributes }) => fire(id.path, attributes.fires),
  },
});

/** Before 13 only the dependency says what a copy is a copy of. */
const copiedFrom = sql`(select d.refobjid from pg_catalog.pg_depend d where d.classid = t.tableoid and d.objid = t.oid
      and d.refclassid = t.tableoid and d.deptype = 'P')`;

function fire(path: readonly string[], fires: string): Drafts<Sql> {
  const op = sql`alter table ${qualified(path)} ${printed(fires)} trigger ${name(path[2] as string)}`;
  return [{ op, lock: "SHARE ROW EXCLUSIVE", relation: keyOf("table", path.slice(0, 2)) }];
}
