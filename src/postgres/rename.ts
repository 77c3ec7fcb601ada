// Renames of facts as statements.
import type { Fact } from "../core/fact.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import type { Rename } from "../core/rename.ts";
import { name } from "./identifier.ts";
import { qualified } from "./kind.ts";
import { KINDS } from "./kinds.ts";
import { type Sql, sql } from "./sql.ts";

/** What a rename keeps: data, dependents, grants; only the name is another. */
export function renameSteps(renames: readonly Rename[]): PlannedStep<Sql>[] {
  return renames.map(({ from, to }) => {
    const op = statement(from, to);
    return {
      op,
      text: op.text,
      change: "alter",
      fact: from.key,
      transaction: "shared",
      lock: "ACCESS EXCLUSIVE",
      relation: from.key,
      rewrites: false,
      scans: false,
    };
  });
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
