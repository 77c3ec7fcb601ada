// The port through which an application's queries are tried before and after a migration.
import type { Location } from "./errors.ts";

export interface QueryTrial {
  /** How many queries there are. */
  readonly count: number;
  /** Remembers those that work now, and how many they are. */
  before(): Promise<number>;
  /** Those that worked and do not any more. */
  after(): Promise<readonly BrokenQuery[]>;
}

export interface BrokenQuery {
  readonly at: Location;
  readonly sqlstate: string;
  readonly message: string;
  /** It works for whoever has not prepared it before the migration. */
  readonly onlyPrepared: boolean;
}
