// The numbers of a sequence, its own or an identity column's, as statements say them.
import type { Drafts } from "../../core/kind.ts";
import { printed } from "../kind.ts";
import { join, literal, type Sql, sql } from "../sql.ts";

/** All numbers are decimal text, as they may be as large as an int8. */
export type SequenceNumbers = {
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly cache: string;
  readonly cycle: boolean;
};

/** What is not said is what the server would choose itself. */
export function numberClauses(numbers: SequenceNumbers): readonly Sql[] {
  const usual = usualNumbers(numbers);
  return [
    ...(numbers.increment === "1" ? [] : [sql`increment by ${printed(numbers.increment)}`]),
    ...(numbers.minimum === usual.minimum ? [] : [sql`minvalue ${printed(numbers.minimum)}`]),
    ...(numbers.maximum === usual.maximum ? [] : [sql`maxvalue ${printed(numbers.maximum)}`]),
    ...(numbers.start === (numbers.increment.startsWith("-") ? numbers.maximum : numbers.minimum)
      ? []
      : [sql`start with ${printed(numbers.start)}`]),
    ...(numbers.cache === "1" ? [] : [sql`cache ${printed(numbers.cache)}`]),
    ...(numbers.cycle ? [sql`cycle`] : []),
  ];
}

/** Every number, for ALTER, where what is not said stays as it is. */
function allNumbers({ increment, minimum, maximum, start, cache, cycle }: SequenceNumbers): Sql {
  return sql`increment by ${printed(increment)} minvalue ${printed(minimum)} maxvalue ${printed(maximum)} start with ${printed(start)} cache ${printed(cache)} ${cycle ? sql`cycle` : sql`no cycle`}`;
}

/**
 * What turns one sequence's numbers into another's. The value is kept, or moved to the nearest that the new bounds
 * allow: between the two, bounds hold that allow both.
 */
export function numberSteps(sequence: Sql, to: SequenceNumbers, from: SequenceNumbers): Drafts<Sql> {
  const retype = { op: sql`alter sequence ${sequence} as ${printed(to.type)}` };
  const typed = to.type === from.type ? [] : [retype];
  const final = { op: sql`alter sequence ${sequence} ${allNumbers(to)}` };
  // A larger type comes before the bounds that need it, a smaller one after those that fit it.
  if (contains(to, from)) return [...typed, final];
  const low = lesser(to.minimum, from.minimum);
  const high = lesser(to.maximum, from.maximum) === to.maximum ? from.maximum : to.maximum;
  const grows = sizeOf(to.type) > sizeOf(from.type);
  const clamp = sql`least(greatest(last_value, ${printed(to.minimum)}), ${printed(to.maximum)})`;
  return [
    ...(grows ? typed : []),
    { op: sql`alter sequence ${sequence} minvalue ${printed(low)} maxvalue ${printed(high)}` },
    { op: sql`select pg_catalog.setval(${literal(sequence.text)}, ${clamp}, is_called) from ${sequence}` },
    final,
    // The type's own bounds are taken along where they were the sequence's: they are said again.
    ...(grows || typed.length === 0
      ? []
      : [retype, { op: sql`alter sequence ${sequence} ${allNumbers(to)}` }]),
  ];
}

/** Says all numbers anew. */
export function setNumbers(sequence: Sql, to: SequenceNumbers): Drafts<Sql> {
  return [{ op: sql`alter sequence ${sequence} ${allNumbers(to)}` }];
}

function lesser(one: string, other: string): string {
  return BigInt(one) < BigInt(other) ? one : other;
}

function sizeOf(type: string): number {
  return ["smallint", "integer", "bigint"].indexOf(type);
}

/** Whether every value that the old range allows is allowed by the new one. */
function contains(outer: SequenceNumbers, inner: SequenceNumbers): boolean {
  return BigInt(outer.minimum) <= BigInt(inner.minimum) && BigInt(outer.maximum) >= BigInt(inner.maximum);
}

function usualNumbers({ type, increment }: SequenceNumbers): {
  readonly minimum: string;
  readonly maximum: string;
} {
  const [lowest, highest] = RANGES[type] ?? (RANGES.bigint as readonly [string, string]);
  return increment.startsWith("-") ? { minimum: lowest, maximum: "-1" } : { minimum: "1", maximum: highest };
}

const RANGES: Readonly<Record<string, readonly [string, string]>> = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

/** Null where the server would choose all of it so. */
export function identityOptions(column: {
  readonly identitySequence: string | null;
  readonly identityNumbers: readonly string[];
}): Sql | null {
  const clauses = [
    ...(column.identitySequence ? [sql`sequence name ${printed(column.identitySequence)}`] : []),
    ...numberClauses(numbersOf(column.identityNumbers)),
  ];
  return clauses.length === 0 ? null : join(clauses, sql` `);
}

/** The order in which a column keeps its identity's numbers. */
export function numbersOf(values: readonly string[]): SequenceNumbers {
  const [type = "", start = "", increment = "", minimum = "", maximum = "", cache = "", cycle = ""] = values;
  return { type, start, increment, minimum, maximum, cache, cycle: cycle === "t" || cycle === "true" };
}
