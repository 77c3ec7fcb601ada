// What a migration of DynamoDB is given: work on items, and on the tables that hold them.
import type { DynamoContext, DynamoInit } from "../core/module-dynamo.ts";
import type { TableWork } from "./table/public.ts";

export interface FullContext extends DynamoContext {
  /** Work on the environment's table; `table.of(name)` on another. */
  readonly table: TableWork;
}

export type FullScript = (context: FullContext) => Promise<void> | void;

export interface FullMigration {
  /** Changes tables and items; runs again after a crash, so everything it does must bear being done twice. */
  readonly up: FullScript;
  /** Reverts `up`. */
  readonly down?: FullScript;
}

export type Exported = FullMigration | DynamoInit;
