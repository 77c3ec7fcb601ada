// The numbers of a sequence, its own or an identity column's, as statements say them.
import { printed } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";

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
export function allNumbers({ increment, minimum, maximum, start, cache, cycle }: SequenceNumbers): Sql {
  return sql`increment by ${printed(increment)} minvalue ${printed(minimum)} maxvalue ${printed(maximum)} start with ${printed(start)} cache ${printed(cache)} ${cycle ? sql`cycle` : sql`no cycle`}`;
}

/** Whether every value that the old range allows is allowed by the new one. */
export function contains(outer: SequenceNumbers, inner: SequenceNumbers): boolean {
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
