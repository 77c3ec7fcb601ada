// Triggers that users made; those behind foreign keys and the clones on partitions are parts of others.

import type { Drafts, Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, printed, qualified, text, userSchemas } from "../kind.ts";
import { spelled, withSpelling } from "../reprint.ts";
import { type Sql, sql } from "../sql.ts";
import { firing } from "./firing.ts";
import { lasting, relationKey } from "./relation.ts";

export type TriggerAttributes = {
  readonly definition: string;
  /** Key of the table, view or foreign table. */
  readonly on: string;
  /** `enable`, `disable`, `enable replica` or `enable always`. */
  readonly fires: string;
};

export const trigger = kind<TriggerAttributes>({
  name: "trigger",
  catalog: CATALOG.pg_trigger,
  read: ({ major }) => sql`
    select t.oid, n.nspname as schema, c.relname as table, c.relkind as relation, t.tgname as name,
      pg_catalog.pg_get_triggerdef(t.oid) as definition, t.tgenabled as fires
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_class c on c.oid = t.tgrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal ${major >= 13 ? sql`and t.tgparentid = 0` : sql``}
      and ${lasting(sql`c`)} and ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const path = [text(row.schema), text(row.table), text(row.name)];
    const on = relationKey(row.relation, path);
    const fact = factOf({ kind: "trigger", path }, [on], {
      definition: text(row.definition),
      on,
      fires: firing(row.fires),
    });
    return withSpelling(fact, ["definition"]);
  },
  named: (path) => sql`trigger ${name(path[2] as string)} on ${qualified(path)}`,
  create: (fact) => [
    { op: spelled(fact, "definition"), ...at(fact.attributes) },
    ...(fact.attributes.fires === "enable" ? [] : fire(fact.id.path, fact.attributes)),
  ],
  drop: ({ id: { path }, attributes }) => [
    {
      op: sql`drop trigger ${name(path[2] as string)} on ${qualified(path)}`,
      lock: "ACCESS EXCLUSIVE",
      relation: attributes.on,
    },
  ],
  // Telling the parent when to fire tells the copies on its partitions too.
  disturbs: (_change, dependent) => (dependent.id.kind === "trigger-state" ? "rebuild" : "stay"),
  swallowedBy: ({ attributes }) => [attributes.on],
  alter: {
    on: "replace",
    definition: (fact, from, scene) => {
      const { id, attributes } = fact;
      if (!replaceable(attributes, from.attributes, scene)) return "replace";
      // The new one fires as if it had never been told otherwise.
      return [
        {
          op: printed(
            spelled(fact, "definition").text.replace(/^CREATE TRIGGER /, "CREATE OR REPLACE TRIGGER "),
          ),
          ...at(attributes),
        },
        ...(attributes.fires === "enable" ? [] : fire(id.path, attributes)),
      ];
    },
    fires: ({ id, attributes }) => fire(id.path, attributes),
  },
});

/** From 14, and never for a constraint trigger. */
function replaceable(to: TriggerAttributes, from: TriggerAttributes, { major }: Scene): boolean {
  return major >= 14 && [to, from].every(({ definition }) => definition.startsWith("CREATE TRIGGER "));
}

function at({ on }: TriggerAttributes): { readonly lock: string; readonly relation: string } {
  return { lock: "SHARE ROW EXCLUSIVE", relation: on };
}

function fire(path: readonly string[], attributes: TriggerAttributes): Drafts<Sql> {
  const { fires } = attributes;
  const op = sql`alter table ${qualified(path)} ${printed(fires)} trigger ${name(path[2] as string)}`;
  return [{ op, ...at(attributes) }];
}
