// A migrated DynamoDB table for one test: an empty one on the emulator, which gets init's items or all migrations.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { up } from "../actions/up.ts";
import { GodwitError } from "../core/errors.ts";
import type { CreateTableInput } from "../dynamodb/table/table-call.ts";
import { openProject, type ProjectOptions } from "../project.ts";
import type { DynamodbTarget } from "../settings/config.ts";
import { loadSettings } from "../settings/load-settings.ts";
import type { Settings } from "../settings/settings.ts";
import { itemSettings } from "./open-timeline.ts";

export interface TestTableOptions {
  /** Names of partition key and sort key, both text. `PK` and `SK` unless given, or unless migrations make the table. */
  readonly keys?: readonly [string, string?];
  /** What the table is made with instead, such as indexes; its name is given. */
  readonly create?: Omit<CreateTableInput, "TableName">;
  /** Of another emulator, such as DynamoDB Local; the embedded one without it. */
  readonly endpoint?: string;
}

export interface TestTable {
  readonly name: string;
  readonly endpoint: string;
  /** For `new DynamoDBClient(…)`. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  drop(): Promise<void>;
}

const REGION = "us-east-1";
const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" } as const;

export async function testTable(options: ProjectOptions, wish: TestTableOptions): Promise<TestTable> {
  const settings = await itemsOf(options);
  const endpoint = wish.endpoint ?? (await sharedEmulator(settings.root));
  const table = `test-${randomBytes(8).toString("hex")}`;
  const history = `${table}-history`;
  const { dynamoDriver } = await import("../drivers/dynamodb.ts");
  const session = await dynamoDriver({ endpoint, region: REGION }).connect();
  try {
    const made = wish.create ?? (wish.keys || !makesTables(settings) ? keyed(wish.keys) : null);
    if (made) await session.run({ command: "CreateTable", input: { ...made, TableName: table } });
    await migrate(options, { settings, table, history, endpoint });
  } catch (thrown) {
    await session.close();
    throw thrown;
  }
  return {
    name: table,
    endpoint,
    client: { endpoint, region: REGION, credentials: CREDENTIALS },
    async drop() {
      for (const TableName of [table, history])
        await session.run({ command: "DeleteTable", input: { TableName } });
      await session.close();
    },
  };
}

/** Those of the chosen environment, else of the first that has a table. */
async function itemsOf({ settings, variables }: ProjectOptions): Promise<Settings> {
  const own = itemSettings(settings) ?? settings;
  if (own.dynamodb) return own;
  const { environments, environment: chosen, root: cwd, configFile: config } = settings;
  for (const environment of chosen === undefined ? environments : []) {
    const found = await loadSettings({ cwd, variables, environment, config });
    const items = itemSettings(found) ?? found;
    if (items.dynamodb) return items;
  }
  throw new GodwitError("CONFIG_INVALID", "no environment of the configuration has a DynamoDB table", {
    hint: "give one `dynamodb: { table }`, and name it with `environment`",
  });
}

/** One use for all tests of this process; the emulator stops when the last process has ended. */
const emulators = new Map<string, Promise<string>>();

function sharedEmulator(root: string): Promise<string> {
  let emulator = emulators.get(root);
  if (!emulator) {
    emulator = import("../servers/embedded-dynamodb.ts").then(async ({ useDynamodb }) => {
      const folder = join(root, ".godwit", "test-dynamodb");
      return (await useDynamodb({ folder, from: root })).endpoint;
    });
    // What could not be started may be, the next time.
    emulator.catch(() => emulators.delete(root));
    emulators.set(root, emulator);
  }
  return emulator;
}

/** Then a migration makes it. */
function makesTables({ dynamodb }: Settings): boolean {
  return dynamodb?.managedBy === "godwit";
}

function keyed(names: readonly [string, string?] = ["PK", "SK"]): Omit<CreateTableInput, "TableName"> {
  const keys = names.filter((name) => name !== undefined);
  return {
    KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? "HASH" : "RANGE" })),
    AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    BillingMode: "PAY_PER_REQUEST",
  };
}

interface Place {
  readonly settings: Settings;
  readonly table: string;
  readonly history: string;
  readonly endpoint: string;
}

async function migrate(
  options: ProjectOptions,
  { settings, table, history, endpoint }: Place,
): Promise<void> {
  const { account: _account, profile: _profile, ...rest } = settings.dynamodb ?? {};
  const dynamodb: DynamodbTarget = { ...rest, table, endpoint, region: REGION };
  const origins = { ...settings.origins, "history.table": { value: history, origin: "the test" } };
  const project = openProject({
    ...options,
    settings: { ...settings, dynamodb, origins, hooks: {}, history: { ...settings.history, table: history } },
  });
  try {
    const { error } = await up(project);
    if (error) throw error;
  } finally {
    await project.close();
  }
}
