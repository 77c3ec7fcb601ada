// What a migration's context is made of: where it reads, how it writes, and whom it tells.
import type { TransformCounts, TransformOptions } from "../core/module-dynamo.ts";
import type { DynamoSession } from "./call.ts";
import type { ItemWrite } from "./item-write.ts";
import type { Door } from "./table/door.ts";
import type { Target } from "./target.ts";
import type { ItemChange } from "./transform/plan-item.ts";

export interface TransformRequest {
  readonly number: number;
  readonly options: TransformOptions;
  readonly change: ItemChange;
}

export interface ContextOptions {
  readonly session: DynamoSession;
  readonly target: Target;
  /** Attributes that say when and by which migration an item was written; their names, where configured. */
  readonly stamps: Stamps;
  /** Name of the migration, for the stamp. */
  readonly migration: string;
  /** Sends one write; false when the write's own condition does not hold. Throws when the run must stop. */
  readonly write: (write: ItemWrite) => Promise<boolean>;
  /** Runs a transform to its end; `number` counts the transforms of this migration. */
  readonly transform: (request: TransformRequest) => Promise<TransformCounts>;
  /** Does work on tables. */
  readonly tables: Door;
  /** Throws when the run must stop. */
  readonly check: () => void;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
}

export interface Stamps {
  readonly at?: string;
  readonly by?: string;
}

export function namesOf({ at, by }: Stamps): readonly string[] {
  return [at, by].filter((name) => name !== undefined);
}
