// Changes of a column's identity and of the sequence behind it, whose value is kept.
import type { Drafts } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { printed, qualified } from "../kind.ts";
import { literal, type Sql, sql } from "../sql.ts";
import type { ColumnAttributes } from "./column-attributes.ts";
import { identityClause } from "./column-definition.ts";
import { numberSteps, numbersOf, setNumbers } from "./sequence-options.ts";

/** Where an identity is new, it goes on after the greatest value that the column holds. */
export function changeIdentity(
  path: readonly string[],
  to: ColumnAttributes,
  from: ColumnAttributes,
): Drafts<Sql> {
  if (to.identity === null) {
    return [
      alter(path, sql`drop identity`),
      ...(to.notNull || !from.notNull ? [] : [alter(path, sql`drop not null`)]),
    ];
  }
  if (from.identity !== null) {
    return [alter(path, sql`set generated ${to.identity === "always" ? sql`always` : sql`by default`}`)];
  }
  return [
    alter(path, sql`add ${identityClause(to)}`),
    ...startAfterRows(path, sequenceName(path, to), numbersOf(to.identityNumbers).increment),
  ];
}

/** Only a rising sequence can follow rows; a falling one starts where it says. */
export function startAfterRows(path: readonly string[], sequence: Sql, increment: string): Drafts<Sql> {
  if (increment.startsWith("-")) return [];
  const column = name(path[2] as string);
  const step = printed(increment);
  return [
    {
      op: sql`select pg_catalog.setval(${literal(sequence.text)}, t.last + ${step}) from (select max(${column}) as last from ${qualified(path)}) t where t.last >= (select last_value from ${sequence})`,
      scans: true,
    },
  ];
}

export function renameSequence(
  path: readonly string[],
  to: ColumnAttributes,
  from: ColumnAttributes,
): Drafts<Sql> {
  const target = to.identitySequence?.split(".").at(-1);
  const bare = target ? printed(target) : name(`${path[1]}_${path[2]}_seq`);
  return [{ op: sql`alter sequence ${sequenceName(path, from)} rename to ${bare}` }];
}

export function changeNumbers(
  path: readonly string[],
  to: ColumnAttributes,
  from: ColumnAttributes,
): Drafts<Sql> {
  const [wanted, had] = [numbersOf(to.identityNumbers), numbersOf(from.identityNumbers)];
  const sequence = sequenceName(path, to);
  // With the column's type PostgreSQL has changed the sequence's, and its bounds.
  return wanted.type === had.type ? numberSteps(sequence, wanted, had) : setNumbers(sequence, wanted);
}

/** Schema and name of the sequence; one with an unusual name is said as PostgreSQL prints it. */
export function sequencePath(
  path: readonly string[],
  { identitySequence }: ColumnAttributes,
): readonly string[] {
  return identitySequence
    ? identitySequence.split(".").map((part) => part.replace(/^"(.*)"$/, "$1"))
    : [path[0] as string, `${path[1]}_${path[2]}_seq`];
}

export function sequenceName(path: readonly string[], { identitySequence }: ColumnAttributes): Sql {
  return identitySequence ? printed(identitySequence) : name(path[0] as string, `${path[1]}_${path[2]}_seq`);
}

function alter(path: readonly string[], clause: Sql): { readonly op: Sql; readonly lock: string } {
  return {
    op: sql`alter table ${qualified(path)} alter column ${name(path[2] as string)} ${clause}`,
    lock: "ACCESS EXCLUSIVE",
  };
}
