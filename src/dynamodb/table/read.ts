// Reads a table into the one form that is compared, and whether DynamoDB is still at work on it.
import type { DynamoSession, TableDescription } from "../call.ts";
import { failureOf } from "../failure.ts";
import { describeTable } from "../history-table.ts";
import type { Live } from "./setting.ts";
import { settingOf } from "./settings.ts";
import type { IndexState, Key, SettingName, Settings, TableState, Wanted } from "./state.ts";
import type { AttributeDefinition, IndexDescription, KeyElement } from "./table-call.ts";

export interface LiveTable {
  readonly state: TableState;
  /** What was asked for and is no thing here, as emulators lack some. */
  readonly unknown: readonly SettingName[];
  readonly description: TableDescription;
}

/** Null when there is no such table. `names` are the settings that matter. */
export async function readTable(
  session: DynamoSession,
  table: string,
  names: readonly SettingName[],
): Promise<LiveTable | null> {
  const description = await describeTable(session, table);
  return description && readLive({ session, description }, names);
}

/** The same, where the description is known. */
export async function readLive(
  { session, description }: Live,
  names: readonly SettingName[],
): Promise<LiveTable> {
  const settings: Partial<Record<SettingName, unknown>> = {};
  const unknown: SettingName[] = [];
  // The mode decides what an index needs.
  for (const name of new Set<SettingName>(["capacity", "stream", ...names])) {
    const value = await readSetting({ session, description }, name);
    if (value === undefined) unknown.push(name);
    else settings[name] = value;
  }
  const state = { ...shapeOf(description), settings: settings as Partial<Settings> };
  return { description, unknown, state };
}

/** Undefined where an emulator has no such thing. */
async function readSetting({ session, description }: Live, name: SettingName): Promise<unknown> {
  try {
    return await settingOf(name).read({ session, description });
  } catch (thrown) {
    if (failureOf(thrown)?.name === "UnknownOperationException" && !isAws(session)) return undefined;
    throw thrown;
  }
}

export function isAws({ host }: DynamoSession): boolean {
  return /\.amazonaws\.com(\.cn)?$/.test(host);
}

/** Without what there is nothing of here. */
export function withoutUnknown(wanted: Wanted, { unknown }: Pick<LiveTable, "unknown">): Wanted {
  const settings = Object.entries(wanted.settings).filter(([name]) => !unknown.includes(name as SettingName));
  return { ...wanted, settings: Object.fromEntries(settings) };
}

function shapeOf(description: TableDescription): Omit<TableState, "settings"> {
  const { TableName, KeySchema, AttributeDefinitions } = description;
  const indexes = (list: readonly IndexDescription[] = []): Record<string, IndexState> =>
    Object.fromEntries(list.map((index) => [index.IndexName, indexOf(index, AttributeDefinitions)]));
  return {
    table: TableName,
    keys: keysOf(KeySchema, AttributeDefinitions),
    localIndexes: indexes(description.LocalSecondaryIndexes),
    // One that is on its way out is as good as gone: what comes next waits for it.
    globalIndexes: indexes(
      description.GlobalSecondaryIndexes?.filter(({ IndexStatus }) => IndexStatus !== "DELETING"),
    ),
  };
}

function indexOf(
  { KeySchema, Projection }: IndexDescription,
  definitions: readonly AttributeDefinition[],
): IndexState {
  const type = Projection?.ProjectionType;
  return {
    keys: keysOf(KeySchema, definitions),
    projection:
      type === "INCLUDE" ? (Projection?.NonKeyAttributes ?? []) : type === "KEYS_ONLY" ? "KEYS_ONLY" : "ALL",
  };
}

function keysOf(schema: readonly KeyElement[], definitions: readonly AttributeDefinition[]): readonly Key[] {
  const keys = schema.map(({ AttributeName: name, KeyType: role }) => {
    const found = definitions.find((one) => one.AttributeName === name);
    return { name, type: found?.AttributeType ?? "S", role };
  });
  return [...keys.filter(({ role }) => role === "HASH"), ...keys.filter(({ role }) => role === "RANGE")];
}

/** What DynamoDB is doing to the table, in words; null when it rests. */
export function workOn(description: TableDescription): string | null {
  const { TableName, TableStatus, GlobalSecondaryIndexes = [], Replicas = [] } = description;
  const index = GlobalSecondaryIndexes.find(({ IndexStatus = "ACTIVE" }) => IndexStatus !== "ACTIVE");
  if (index) {
    const filling = index.Backfilling ? ", filling it with the items that there are" : "";
    return `index ${index.IndexName} is ${index.IndexStatus}${filling}`;
  }
  const replica = Replicas.find(({ ReplicaStatus = "ACTIVE" }) => RESTLESS.has(ReplicaStatus));
  if (replica) return `the replica in ${replica.RegionName} is ${replica.ReplicaStatus}`;
  return RESTLESS.has(TableStatus) ? `${TableName} is ${TableStatus}` : null;
}

const RESTLESS: ReadonlySet<string> = new Set(["CREATING", "UPDATING", "DELETING"]);
