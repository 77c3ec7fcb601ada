// One table on an emulator, and migrations run on it as the command line runs them: what most DynamoDB tests need.
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Database, RecordChange } from "../../src/core/engine.ts";
import type { Event } from "../../src/core/event.ts";
import type { PreviewedOperation } from "../../src/core/item-preview.ts";
import { type DynamoMigration, type DynamoScript, dynamo } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import { type DynamoEngineOptions, dynamoEngine } from "../../src/dynamodb/engine.ts";
import { anyRecord, anyRun } from "../contracts/contract-store.ts";
import { apply, type OneFile } from "./apply.ts";
import { type Emulator, startEmulator } from "./emulator.ts";
import { type LineHooks, line } from "./line.ts";
import { moduleScript, PLAIN_HEADER } from "./scripts.ts";
import { type Application, application, createTable } from "./tables.ts";

export interface Running extends Partial<DynamoEngineOptions> {
  readonly hooks?: LineHooks;
  readonly direction?: "up" | "down";
  readonly version?: string;
  /** Stands for the file's bytes: another text is another checksum. */
  readonly text?: string;
  readonly signal?: AbortSignal;
  readonly leaseMs?: number;
  readonly force?: boolean;
}

export interface Bench {
  readonly endpoint: string;
  readonly table: string;
  readonly app: Application;
  /** Applies (or reverts) a migration; answers what was said. */
  run(migration: DynamoMigration | DynamoScript, about?: Running): Promise<Ran>;
  /** What a dry run finds. */
  preview(
    migration: DynamoMigration,
    readOnlyDriver: DynamoEngineOptions["driver"],
    about?: Partial<DynamoEngineOptions>,
  ): Promise<readonly PreviewedOperation[]>;
  open(historyTable?: string): Promise<Database>;
  /** As `godwit stamp` records a migration. */
  stamped(version: string): RecordChange;
}

export interface Ran {
  readonly done: boolean;
  readonly messages: readonly string[];
  readonly events: readonly Event[];
}

/** Starts an emulator for the suite, and makes an empty table before each test. */
export function dynamoBench(): Bench {
  let emulator: Emulator;
  let app: Application;
  let table = "";
  let tables = 0;
  const files = new Map<string, OneFile>();
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator.stop());
  beforeEach(async () => {
    table = `league-${++tables}`;
    await createTable(emulator.endpoint, table);
    app = await application(emulator.endpoint, table);
    files.clear();
    return () => app.close();
  });
  return {
    get endpoint() {
      return emulator.endpoint;
    },
    get table() {
      return table;
    },
    get app() {
      return app;
    },
    open: (historyTable) =>
      dynamoEngine({
        driver: dynamoDriver({ endpoint: emulator.endpoint }),
        table,
        ...(historyTable && { historyTable }),
      }).open({ run: anyRun(), report: () => undefined }),
    async preview(migration, readOnlyDriver, about = {}) {
      const engine = dynamoEngine({ driver: readOnlyDriver, readOnlyDriver, table, ...about });
      const database = await engine.open({ run: anyRun(), report: () => undefined, readOnly: true });
      const options = { direction: "up", placeholders: {} } as const;
      const { steps } = await engine.read(moduleScript("001_a.ts", migration), PLAIN_HEADER, options);
      const found = [];
      for (const step of steps) {
        const about = { step, migration: { version: "001", name: "001_a" }, seed: 1 };
        const signal = new AbortController().signal;
        found.push(...((await database.preview?.({ ...about, signal }))?.operations ?? []));
      }
      await database.close();
      return found;
    },
    stamped: (version) => ({
      put: anyRecord(version, { name: `${version}_add_payments`, checksum: null, fingerprint: null }),
      log: { event: "stamped", version, name: null },
    }),
    async run(
      migration,
      {
        hooks = {},
        driver,
        direction,
        version = "024",
        text,
        signal,
        leaseMs = 5_000,
        force = false,
        ...options
      } = {},
    ) {
      const through = driver ?? dynamoDriver({ endpoint: emulator.endpoint });
      const connect = async () => line(await through.connect(), hooks);
      const name = `${version}_add_payments`;
      const exported = typeof migration === "function" ? dynamo({ up: migration }) : migration;
      const events: Event[] = [];
      const script = moduleScript(`${name}.ts`, exported, text);
      files.delete(version);
      const others = [...files.values()];
      files.set(version, { version, name, script });
      const done = await apply({
        engine: dynamoEngine({ driver: { name: "dynamodb", connect }, table, ...options }),
        run: anyRun(),
        version,
        name,
        script,
        others,
        leaseMs,
        force,
        events,
        ...(direction && { direction }),
        ...(signal && { signal }),
      });
      const messages = events.flatMap((event) => (event.type === "log" ? [event.message] : []));
      return { done, events, messages };
    },
  };
}
