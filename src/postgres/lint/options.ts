// What the project says about its rules, and what is known of the server.
import type { Levels } from "../../core/rule.ts";

export interface Tenancy {
  readonly column: string;
  readonly setting?: string | undefined;
  /** Names of tables to the reasons why they hold no tenant's rows. */
  readonly exempt?: Readonly<Record<string, string>> | undefined;
}

export interface LintOptions {
  readonly levels: Levels;
  /** Only these; opt-in rules too. */
  readonly only?: readonly string[] | undefined;
  /** Major version of the server. */
  readonly major: number;
  readonly lockTimeoutMs: number;
  readonly transaction: "each" | "all";
  readonly placeholders: Readonly<Record<string, string>>;
  readonly tenancy?: Tenancy | undefined;
  /** Columns that every new table must have, to their types (any, where empty). */
  readonly requiredColumns?: Readonly<Record<string, string>> | undefined;
  /** Keys that every header must have. */
  readonly requiredHeader?: readonly string[] | undefined;
  /** Of this day, `2026-11-21`: for ignores that expire. */
  readonly today: string;
}
