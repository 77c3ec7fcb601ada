// DynamoDB as an engine: migrations are modules, the history is a partition of items, the lock a lease with a fence.
import type { Driver, Engine, OpenOptions } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import type { DynamoSession } from "./call.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Stamps } from "./context-options.ts";
import { readProgram, refuseConditions } from "./program.ts";
import type { Protection } from "./secure.ts";
import type { ManagedBy } from "./table/owner.ts";

/** The table for histories when none is named; it holds those of all the tables of an account and region. */
export const HISTORY_TABLE = "godwit_migrations";

export interface DynamoEngineOptions {
  readonly driver: Driver<DynamoSession>;
  /** Reaches the same table and refuses every write; needed for dry runs. */
  readonly readOnlyDriver?: Driver<DynamoSession>;
  /** The application's table. */
  readonly table: string;
  /** The table for the history: one of its own, or the application's. */
  readonly historyTable?: string;
  /** AWS account that the table must be in. */
  readonly account?: string;
  /** Name of the environment: a table that remembers another one is refused. */
  readonly environment?: string;
  /** Names of the attributes that say when and by what an item was changed. */
  readonly stamps?: Stamps;
  /** Write units per second for transforms; by the table's capacity unless given. */
  readonly maxWcu?: number;
  /** Who owns the tables; by their tags unless given. */
  readonly managedBy?: ManagedBy;
  /** A protected table is written only when it could be brought back. */
  readonly protection?: Protection;
  readonly clock?: Clock;
}

export function dynamoEngine(options: DynamoEngineOptions): Engine {
  const { driver, table, historyTable = HISTORY_TABLE, stamps = {}, clock = systemClock } = options;
  return {
    name: "dynamodb",
    // A module's meaning is its bytes: nothing to load (ruling 15).
    async prepare() {},
    fingerprint: (script) => `v1:${script.checksum}`,
    read: (script, header, { direction }) => readProgram(script, header, direction),
    conditions(requires, file) {
      refuseConditions(requires, file);
      return [];
    },
    mask,
    maskError: mask,
    async open(open: OpenOptions) {
      const through = open.readOnly ? options.readOnlyDriver : driver;
      if (!through) throw new GodwitError("BUG", "a dry run was opened without a driver that refuses writes");
      const [{ dynamoDatabase }, session] = await Promise.all([import("./database.ts"), through.connect()]);
      return dynamoDatabase({
        ...open,
        session,
        table,
        historyTable,
        stamps,
        clock,
        account: options.account,
        environment: options.environment,
        maxWcu: options.maxWcu,
        managedBy: options.managedBy ?? "tags",
        protection: options.protection,
      });
    },
  };
}
