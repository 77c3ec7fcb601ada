// What PostgreSQL's schemas need of a planner: its kinds, and how something gets another name.

import type { Alteration } from "../core/diff.ts";
import { GodwitError } from "../core/errors.ts";
import { type Fact, makeFact, type Schema } from "../core/fact.ts";
import { plan } from "../core/plan.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import type { PlanOptions, Rename, SchemaEngine, SchemaPlan } from "../core/schema-database.ts";
import { name } from "./identifier.ts";
import { KINDS } from "./kinds.ts";
import { type Sql, sql } from "./sql.ts";

export const postgresSchemas: SchemaEngine = {
  plan(from: Schema, to: Schema, { major, hasRows }: PlanOptions): SchemaPlan {
    return plan(from, to, { kinds: KINDS, render: ({ text }) => text, major, hasRows });
  },

  rename(schema: Schema, { from, to }: Rename) {
    const fact = find(schema, from);
    const renamed = to.slice(to.lastIndexOf(".") + 1);
    const op = statement(fact, renamed);
    const step: PlannedStep<Sql> = {
      op,
      text: op.text,
      change: "alter",
      fact: fact.key,
      transaction: "shared",
      lock: "ACCESS EXCLUSIVE",
      relation: fact.key,
      rewrites: false,
      scans: false,
    };
    return { step, change: change(fact, renamed) };
  },
};

function change(fact: Fact, renamed: string): Alteration {
  const { kind, path } = fact.id;
  const to = makeFact({ kind, path: [...path.slice(0, -1), renamed] }, fact.needs, {
    ...fact.attributes,
    name: renamed,
  });
  const from = { ...fact, attributes: { ...fact.attributes, name: path.at(-1) ?? "" } };
  return { type: "alter", from, to, attributes: ["name"] };
}

/** Things whose name stands after that of the table they are on. */
const INSIDE: Readonly<Record<string, (table: Sql, old: Sql, renamed: Sql) => Sql>> = {
  column: (table, old, renamed) => sql`alter table ${table} rename column ${old} to ${renamed}`,
  constraint: (table, old, renamed) => sql`alter table ${table} rename constraint ${old} to ${renamed}`,
  trigger: (table, old, renamed) => sql`alter trigger ${old} on ${table} rename to ${renamed}`,
  policy: (table, old, renamed) => sql`alter policy ${old} on ${table} rename to ${renamed}`,
  rule: (table, old, renamed) => sql`alter rule ${old} on ${table} rename to ${renamed}`,
};

function statement({ id: { kind: kindName, path } }: Fact, renamed: string): Sql {
  const inside = INSIDE[kindName];
  const old = path.at(-1) ?? "";
  if (inside && path.length === 3) return inside(name(...path.slice(0, 2)), name(old), name(renamed));
  const kind = KINDS.find((one) => one.name === kindName);
  if (!kind) throw new Error(`there is no kind ${kindName}`);
  return sql`alter ${kind.named(path)} rename to ${name(renamed)}`;
}

/** A schema's name may be left out where it is public. Facts that hang on others have no name of their own. */
function find(schema: Schema, wanted: string): Fact {
  const paths = [wanted, `public.${wanted}`];
  const own = new Set(KINDS.filter(({ catalog }) => catalog !== 0).map((kind) => kind.name));
  const found = [...schema.values()].filter(
    ({ id }) => own.has(id.kind) && id.kind !== "default" && paths.includes(id.path.join(".")),
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  const message = only
    ? `${wanted} could be ${found.map(({ key }) => key).join(" or ")}`
    : `there is no ${wanted} to rename`;
  throw new GodwitError("SCHEMA_SOURCE", message, {
    hint: "give the name as it is in the first schema: --rename public.users=accounts",
  });
}
