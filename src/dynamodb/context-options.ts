// What a migration's context is made of: where it reads, how it writes, and whom it tells.
import type { DynamoSession } from "./call.ts";
import type { ItemWrite } from "./item-write.ts";
import type { Target } from "./target.ts";

export interface ContextOptions {
  readonly session: DynamoSession;
  readonly target: Target;
  /** Attributes that say when and by which migration an item was written; their names, where configured. */
  readonly stamps: Stamps;
  /** Name of the migration, for the stamp. */
  readonly migration: string;
  /** Sends one write; false when the write's own condition does not hold. Throws when the run must stop. */
  readonly write: (write: ItemWrite) => Promise<boolean>;
  /** Throws when the run must stop. */
  readonly check: () => void;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
}

export interface Stamps {
  readonly at?: string;
  readonly by?: string;
}
