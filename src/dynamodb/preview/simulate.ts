// Runs a migration's function on items in memory: no table, no network, the same code that a run uses.
import type { DynamoScript } from "../../core/module-dynamo.ts";
import type { AttributeMap } from "../attribute.ts";
import type { Call, DynamoSession, Outputs, TableDescription } from "../call.ts";
import { type AttributeChange, changesBetween } from "../change.ts";
import { namesOf, type Stamps } from "../context-options.ts";
import { keyOfItem } from "../item-answer.ts";
import { closedDoor } from "../table/door.ts";
import type { Target } from "../target.ts";
import { without } from "../transform/image.ts";
import { overlay } from "./overlay.ts";
import { previewModule } from "./preview.ts";

/** Items by the text of their key. */
export type Items = ReadonlyMap<string, AttributeMap>;

export interface Simulation {
  readonly target: Target;
  readonly stamps: Stamps;
  readonly name: string;
  readonly signal: AbortSignal;
}

export async function simulate(
  { target, stamps, name, signal }: Simulation,
  script: DynamoScript,
  items: Items,
): Promise<Items> {
  const session = emptyTable(target);
  const seen = overlay(session, target);
  for (const item of items.values()) seen.set(keyOfItem(target, item), item);
  const order = { migration: { name }, signal, seed: 1 };
  await previewModule(
    {
      options: { session, stamps, maxWcu: undefined },
      ...{ target, overlay: seen, script, tables: () => closedDoor },
    },
    order,
  );
  const after = new Map<string, AttributeMap>();
  for (const [key, item] of seen.entries()) if (item) after.set(key, item);
  return after;
}

/** A table with nothing in it: what it is to hold is laid over it. */
export function emptyTable(target: Target): DynamoSession {
  const description: TableDescription = {
    TableName: target.table,
    TableStatus: "ACTIVE",
    KeySchema: [],
    AttributeDefinitions: [],
  };
  const answers: Partial<Record<Call["command"], object>> = {
    GetItem: {},
    Query: { Items: [] },
    Scan: { Items: [] },
    BatchGetItem: {},
    DescribeTable: { Table: description },
  };
  return {
    host: "memory",
    region: "memory",
    async run<C extends Call>(call: C) {
      // Nothing writes here: a dry run lays its writes over the table.
      return (answers[call.command] ?? {}) as Outputs[C["command"]];
    },
    async close() {},
  };
}

export interface Difference {
  readonly key: string;
  readonly item: AttributeMap;
  readonly changes: readonly AttributeChange[];
}

/** From what should be to what is; stamps do not count. */
export function differences(wanted: Items, found: Items, stamps: Stamps): readonly Difference[] {
  const names = namesOf(stamps);
  const keys = new Set([...wanted.keys(), ...found.keys()]);
  return [...keys].flatMap((key) => {
    const before = wanted.get(key);
    const after = found.get(key);
    const changes = changesBetween(
      without(before ?? {}, names),
      without(after ?? {}, names),
      Number.POSITIVE_INFINITY,
    );
    return changes.length === 0 ? [] : [{ key, item: before ?? after ?? {}, changes }];
  });
}

/** Each key from one of two states, as a run leaves them that was interrupted half-way. */
export function mixed(before: Items, after: Items, random: () => number): Items {
  const half = new Map<string, AttributeMap>();
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const item = (random() < 0.5 ? before : after).get(key);
    if (item) half.set(key, item);
  }
  return half;
}
