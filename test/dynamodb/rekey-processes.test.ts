// A re-keying by several processes, one of which is killed on the way: each item is copied, whoever did it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { folderOf } from "../support/folder-of.ts";
import { startGodwit } from "../support/godwit.ts";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";
import { application } from "./tables.ts";

const migrationTo = (to: string) => `import { dynamo } from "godwit";
const keys = { partitionKey: { name: "PK", type: "S" }, sortKey: { name: "SK", type: "S" } };
const rekey = {
  to: "${to}",
  segments: 24,
  change: ({ PK, SK, team, ...rest }) => ({ PK: "TEAM#" + team, SK, ...rest }),
  origin: ({ SK }) => ["MEMBER", SK],
};
export default dynamo({
  async up({ table }) {
    await table.of("${to}").create(keys);
    await table.copy(rekey);
  },
});
`;

describe.skipIf(!hasEmulator)("a re-keying of several processes", () => {
  const bench = dynamoBench();

  it("goes on where a killed one was, and is shared with helpers", async () => {
    const to = `${bench.table}-by-team`;
    const count = 450;
    for (let n = 0; n < count; n += 30) {
      const some = Array.from({ length: 30 }, (_, index) => n + index);
      await Promise.all(some.map((id) => bench.app.put({ PK: "MEMBER", SK: `${id}`, team: `t${id % 7}` })));
    }
    const cwd = folderOf({ "migrations/001_by_team.mjs": migrationTo(to) });
    const dynamodb = { table: bench.table, endpoint: bench.endpoint };
    writeFileSync(
      join(cwd, "godwit.config.json"),
      JSON.stringify({ lease: "20s", environments: { league: { dynamodb } } }),
    );
    const start = (...args: readonly string[]) => {
      const { child, result } = startGodwit([...args, "--env", "league"], { cwd });
      onTestFinished(() => {
        child.kill("SIGKILL");
      });
      return {
        child,
        ended: result.then(({ status, stdout, stderr }) => ({ status, output: stdout + stderr })),
      };
    };
    const app = await application(bench.endpoint, to);
    onTestFinished(() => app.close());
    const first = start("up", "--max-wcu", "400");
    while (((await app.all().catch(() => [])) as unknown[]).length < 60) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    first.child.kill("SIGKILL");
    await first.ended;
    const unlocked = await start("unlock", "--force", "--yes").ended;
    expect(unlocked, unlocked.output).toMatchObject({ status: 0 });
    const run = start("up", "--max-wcu", "500");
    const helpers = [1, 2].map(() => start("worker", "--json", "--wait", "20s"));
    const { status, output } = await run.ended;
    expect(status, output).toBe(0);
    expect(output).toContain("450 items, all copies are equal");
    const reports = await Promise.all(helpers.map(({ ended }) => ended));
    for (const report of reports) expect(report, report.output).toMatchObject({ status: 0 });
    const helped = reports.map((report) => Number(/"items": ?(\d+)/.exec(report.output)?.[1] ?? 0));
    expect(
      helped.some((items) => items > 0),
      JSON.stringify(reports),
    ).toBe(true);
    const copies = await app.all();
    expect(copies).toHaveLength(count);
    for (const { PK, SK } of copies) expect(PK).toBe(`TEAM#t${Number(SK) % 7}`);
  });
});
