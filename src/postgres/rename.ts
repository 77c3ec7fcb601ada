// Renames of facts as statements.
import type { Fact, FactKey, Schema } from "../core/fact.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import type { Rename } from "../core/rename.ts";
import { name } from "./identifier.ts";
import { qualified } from "./kind.ts";
import { KINDS } from "./kinds.ts";
import { NotNullNames } from "./not-null-names.ts";
import { type Sql, sql } from "./sql.ts";

export interface RenameOptions {
  /** As it is before the renames. */
  readonly schema: Schema;
  readonly major: number;
}

/** What a rename keeps: data, dependents, grants; only the name is another. */
export function renameSteps(
  renames: readonly Rename[],
  { schema, major }: RenameOptions,
): PlannedStep<Sql>[] {
  const names = major >= 18 ? new NotNullNames(schema) : undefined;
  return renames.flatMap(({ from, to }) => [
    step(statement(from, to), from, from.key),
    ...(names?.follow(from, to) ?? []).map(({ op, table }) => step(op, from, table)),
  ]);
}

function step(op: Sql, from: Fact, relation: FactKey): PlannedStep<Sql> {
  return {
    op,
    text: op.text,
    change: "alter",
    fact: from.key,
    transaction: "shared",
    lock: "ACCESS EXCLUSIVE",
    relation,
    rewrites: false,
    scans: false,
  };
}

function statement({ id: { kind, path } }: Fact, target: string): Sql {
  const fresh = name(target);
  const old = name(path.at(-1) as string);
  if (kind === "column") return sql`alter table ${qualified(path)} rename column ${old} to ${fresh}`;
  if (kind === "constraint") return sql`alter table ${qualified(path)} rename constraint ${old} to ${fresh}`;
  const found = KINDS.find((one) => one.name === kind);
  if (!found) throw new Error(`no kind is called ${kind}`);
  return sql`alter ${found.named(path)} rename to ${fresh}`;
}
