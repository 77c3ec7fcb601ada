// All that an opened DynamoDB database is made of.
import type { OpenOptions } from "../core/engine.ts";
import type { DynamoSession } from "./call.ts";
import type { Clock } from "./clock.ts";
import type { Stamps } from "./context-options.ts";
import type { Protection } from "./secure.ts";
import type { ManagedBy } from "./table/owner.ts";

export interface DatabaseOptions extends OpenOptions {
  readonly session: DynamoSession;
  readonly table: string;
  readonly historyTable: string;
  readonly account: string | undefined;
  /** Name of the environment, where one is chosen. */
  readonly environment: string | undefined;
  readonly stamps: Stamps;
  /** Write units per second for transforms, where somebody said so. */
  readonly maxWcu: number | undefined;
  readonly managedBy: ManagedBy;
  /** Of a protected environment. */
  readonly protection: Protection | undefined;
  readonly clock: Clock;
}
