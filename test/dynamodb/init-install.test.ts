// A fresh deployment: an empty table gets the items of init, and all migrations that these stand for count as applied.
import { describe, expect, it } from "vitest";
import { previewItems } from "../../src/actions/preview-items.ts";
import type { Project } from "../../src/actions/project.ts";
import { retiring } from "../../src/actions/retire.ts";
import { status } from "../../src/actions/status.ts";
import { up } from "../../src/actions/up.ts";
import type { Retired } from "../../src/core/migration.ts";
import { type DynamoScript, dynamo, type Item } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import type { Call } from "../../src/dynamodb/call.ts";
import { dynamoEngine } from "../../src/dynamodb/engine.ts";
import { anyRun } from "../contracts/contract-store.ts";
import { projectOf } from "./apply.ts";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";
import { cutLine, type LineHooks, line } from "./line.ts";
import { moduleScript } from "./scripts.ts";

const UP: DynamoScript = async (ctx) => {
  await ctx.config<Item>("CONFIG", "MATRIX").update((matrix) => ({ ...matrix, payments: true }));
};
const INIT: DynamoScript = async (ctx) => {
  await ctx.put({ PK: "CONFIG", SK: "MATRIX", payments: true });
  await ctx.put({ PK: "CONFIG", SK: "SYSTEM", season: 2026 });
};

interface About {
  readonly hooks?: LineHooks;
  readonly init?: DynamoScript | null;
  readonly retired?: readonly Retired[];
}

describe.skipIf(!hasEmulator)("a fresh deployment", () => {
  const bench = dynamoBench();

  function project({ hooks = {}, init = INIT, retired = [] }: About = {}): Project {
    const through = dynamoDriver({ endpoint: bench.endpoint });
    const driver = { name: "dynamodb", connect: async () => line(await through.connect(), hooks) };
    const readOnlyDriver = dynamoDriver({ endpoint: bench.endpoint, readOnly: true });
    const engine = dynamoEngine({ driver, readOnlyDriver, table: bench.table });
    const [first, second] = ["001", "002"].map((version) => ({
      version,
      name: `${version}_payments`,
      script: moduleScript(`migrations/${version}_payments.ts`, dynamo({ up: UP })),
    }));
    if (!first || !second) throw new Error("no files");
    const made = projectOf({ ...second, engine, run: anyRun(), others: [first], leaseMs: 5_000 });
    const script = init && moduleScript("init.ts", dynamo({ init }));
    const collect = async () => ({
      ...(await made.source.collect()),
      retired,
      ...(script ? { init: script } : {}),
    });
    return { ...made, source: { collect } };
  }

  const standings = async (about?: About) =>
    (await status(project(about))).standings.map(({ version, standing }) => [version, standing]);

  it("has the items of init, and every migration in its history, retired ones too", async () => {
    const gone = { version: "0007", name: "0007_gone", checksum: "c", fingerprint: "f", commit: null };
    const about = { retired: [gone] };
    const plan = await previewItems(project(about), { choice: {}, seed: 1 });
    expect(plan.migrations).toMatchObject([{ name: "init", operations: [{ added: 1 }, { added: 1 }] }]);
    expect(await bench.app.all()).toEqual([]);
    const ran = await up(project(about));
    expect(ran, String(ran.error)).toMatchObject({ error: null, migrations: [{ name: "init" }] });
    expect(await bench.app.all()).toMatchObject([
      { SK: "MATRIX", payments: true },
      { SK: "SYSTEM", season: 2026 },
    ]);
    expect(await standings(about)).toEqual([
      ["001", "applied"],
      ["002", "applied"],
      ["0007", "retired"],
    ]);
    expect((await up(project(about))).migrations).toEqual([]);
    // What init gave is nobody's to take back.
    await expect(bench.run(dynamo({ up: UP }), { direction: "down", version: "002" })).rejects.toThrow();
  });

  it("is no table that has items: there the migrations run", async () => {
    await bench.app.put({ PK: "CONFIG", SK: "MATRIX" });
    expect((await up(project())).migrations.map(({ name }) => name)).toEqual([
      "001_payments",
      "002_payments",
    ]);
    expect(await bench.app.all()).toMatchObject([{ SK: "MATRIX", payments: true }]);
  });

  it("is not asked for by who names single migrations", async () => {
    const { error } = await up(project(), { count: 1 });
    expect(error).toMatchObject({ message: expect.stringContaining("CONFIG/MATRIX") });
    expect(await bench.app.all()).toEqual([]);
  });

  it("needs no migration at all", async () => {
    const made = project();
    const init = moduleScript("init.ts", dynamo({ init: INIT }));
    const alone = { ...made, source: { collect: async () => ({ migrations: [], notes: [], init }) } };
    expect((await up(alone)).migrations).toMatchObject([{ name: "init" }]);
    expect((await up(alone)).migrations).toEqual([]);
    await bench.app.remove("CONFIG", "MATRIX");
    expect((await up(alone)).migrations).toEqual([]);
  });

  it("that is killed at any write ends as one that was not", async () => {
    const WRITES = /^(Put|Update|Delete|TransactWrite)/;
    for (let n = 1; ; n++) {
      let writes = 0;
      let dead = false;
      const hooks: LineHooks = {
        before: ({ command }: Call) => {
          if (WRITES.test(command)) dead ||= ++writes > n;
          if (dead) throw cutLine();
        },
      };
      const { error } = await up(project({ hooks })).catch((thrown) => ({ error: thrown }));
      const ended = error === null && !dead;
      const database = await bench.open();
      await database.unlock({ force: true, reason: "the test killed it" });
      await database.close();
      const again = await up(project());
      expect(again.error, `killed after write ${n}`).toBeNull();
      expect(await bench.app.all()).toMatchObject([
        { SK: "MATRIX", payments: true },
        { SK: "SYSTEM", season: 2026 },
      ]);
      expect(await standings()).toEqual([
        ["001", "applied"],
        ["002", "applied"],
      ]);
      for (const { PK, SK } of await bench.app.all()) await bench.app.remove(String(PK), String(SK));
      await forgetAll();
      if (ended) break;
      expect(n).toBeLessThan(40);
    }
  }, 60_000);

  it("that fails says where, and is made again when it is corrected", async () => {
    const broken: DynamoScript = async (ctx) => {
      await INIT(ctx);
      throw new Error("no season yet");
    };
    expect((await up(project({ init: broken }))).error).toMatchObject({
      code: "MIGRATION_FAILED",
      message: "init.ts failed: no season yet",
    });
    expect((await up(project())).migrations).toMatchObject([{ name: "init" }]);
  });

  it("stands for files that go", async () => {
    const collection = await project().source.collect();
    const { files, lines, folder } = retiring(project(), collection, { version: "2", to: true });
    expect(files.map(({ name }) => name)).toEqual(["001_payments", "002_payments"]);
    expect(lines[0]).toMatchObject({ version: "001", checksum: files[0]?.up.checksum });
    expect(folder).toBe("migrations");
    const without = await project({ init: null }).source.collect();
    expect(() => retiring(project(), without, { version: "2", to: true })).toThrow(
      "a new database would lack it",
    );
  });

  /** The history as before the first run, but for its log. */
  async function forgetAll(): Promise<void> {
    const session = await dynamoDriver({ endpoint: bench.endpoint }).connect();
    const TableName = "godwit_migrations";
    const { Items } = await session.run({
      command: "Query",
      input: {
        TableName,
        KeyConditionExpression: "PK = :pk AND begins_with(SK, :hist)",
        ExpressionAttributeValues: { ":pk": { S: `_MIGRATE#${bench.table}` }, ":hist": { S: "HIST#" } },
        ConsistentRead: true,
      },
    });
    for (const { PK, SK } of Items) {
      if (PK && SK) await session.run({ command: "DeleteItem", input: { TableName, Key: { PK, SK } } });
    }
    await session.close();
  }
});
