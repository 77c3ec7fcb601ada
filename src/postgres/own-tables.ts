// A migration that takes Godwit's own tables away: it is rolled back by the failure, and this says what it did.
import type { DriverError } from "../core/driver-error.ts";
import { GodwitError } from "../core/errors.ts";
import type { Part } from "../core/step.ts";
import type { Tables } from "./history.ts";

/** undefined_table, undefined_column, invalid_schema_name */
const GONE = new Set(["42P01", "42703", "3F000"]);

/** Explains why our own statement failed at the end of a part; undefined where the part has not caused it. */
export function tookOwnTables(
  cause: DriverError,
  { steps }: Part,
  { schema, table }: Tables,
): GodwitError | undefined {
  if (!GONE.has(cause.code) || !(cause.message.includes(table) || cause.message.includes(schema)))
    return undefined;
  // Only the place is guessed, by the name: what was done is known from the server.
  const naming = (word: string) => steps.find(({ text }) => text.toLowerCase().includes(word.toLowerCase()));
  const guilty = naming(table) ?? naming(schema) ?? steps[0];
  return new GodwitError(
    "SQL_REFUSED",
    `the migration removes or alters ${schema}.${table}, where Godwit keeps its history; it was rolled back`,
    {
      cause,
      database: { code: cause.code },
      ...(guilty ? { at: guilty.at } : {}),
      hint: "take the statement out; a new database may keep the history elsewhere, with GODWIT_HISTORY_SCHEMA=godwit",
    },
  );
}
