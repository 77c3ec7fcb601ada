// Tables from the command line: planned, made, indexed, taken back; and left alone where Terraform owns them.
import { describe, expect, onTestFinished, test } from "vitest";
import { hasEmulator, startEmulator } from "../dynamodb/emulator.ts";
import { folderOf } from "../support/folder-of.ts";
import { godwit } from "../support/godwit.ts";

const FILES = {
  "migrations/001_make.mjs": `import { dynamo } from "godwit";
export default dynamo({
  async up({ table, put }) {
    await table.create({ partitionKey: { name: "PK", type: "S" }, sortKey: { name: "SK", type: "S" } });
    await put({ PK: "MEMBER", SK: "1", team: "a", rank: "first" });
  },
});
`,
  "migrations/002_by_team.mjs": `import { dynamo } from "godwit";
export default dynamo({
  async up({ table }) {
    await table.addIndex("by-team", { partitionKey: { name: "team", type: "S" } });
  },
});
`,
};

interface Planned {
  readonly migrations: readonly {
    readonly items: readonly { readonly what: string; readonly notes?: string[] }[];
  }[];
}

describe.skipIf(!hasEmulator)("tables", () => {
  test("are planned, made, indexed and taken back; Terraform's are only compared", async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.stop());
    const dynamodb = { table: "league", endpoint: emulator.endpoint };
    const environments = {
      own: { dynamodb: { ...dynamodb, managedBy: "godwit" } },
      theirs: { dynamodb: { ...dynamodb, managedBy: "terraform" }, history: { table: "other_history" } },
    };
    const cwd = folderOf({ ...FILES, "godwit.config.json": JSON.stringify({ environments }) });
    const run = async (env: string, ...args: string[]) => {
      const result = await godwit([...args, "--env", env, "--json"], { cwd });
      return { ...result, at: result.stdout + result.stderr };
    };
    const planned = await run("own", "plan");
    expect(planned, planned.at).toMatchObject({ status: 0 });
    expect(planned.json<Planned>().migrations.map(({ items }) => items.map(({ what }) => what))).toEqual([
      ["create table league (PK S, SK S)", "put MEMBER/1"],
      ["add index by-team (team S) to league"],
    ]);
    // Whoever does not make tables must not take a wrong name for a table to make.
    expect((await run("theirs", "up")).json()).toMatchObject({ error: { code: "NO_DATABASE" } });
    const first = await run("own", "up", "--to", "001");
    expect(first, first.at).toMatchObject({ status: 0 });
    const foreign = await run("theirs", "up", "--only", "002");
    expect(foreign, foreign.at).toMatchObject({ status: 3 });
    expect(foreign.json()).toMatchObject({
      error: {
        code: "NOT_AS_DECLARED",
        message:
          "league belongs to Terraform and is not what the migration wants: add index by-team (team S) to league",
      },
    });
    const second = await run("own", "up");
    expect(second, second.at).toMatchObject({ status: 0 });
    expect((await run("own", "up")).json()).toMatchObject({ migrations: [] });
    const down = await run("own", "down", "--count", "2", "--yes");
    expect(down, down.at).toMatchObject({ status: 0 });
    expect((await run("own", "status")).json()).toMatchObject({ counts: { pending: 2 } });
    expect((await run("theirs", "status")).status).toBe(0);
  });
});
