// One transform and many processes: killed, frozen and woken, twenty at once. Each is the built command.
import type { ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Item } from "../../src/core/module-dynamo.ts";
import { folderOf } from "../support/folder-of.ts";
import { startGodwit } from "../support/godwit.ts";
import { few, sample } from "../support/sample.ts";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";

const MIGRATION = `import { dynamo } from "godwit";
export default dynamo({
  async up(ctx) {
    await ctx.transform({ segments: 24 }, (item) => {
      if (item.first !== undefined) return item;
      const [first, last] = item.name.split(" ");
      return { ...item, first, last };
    });
  },
});
`;

interface Process {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly status: number | null; readonly output: string }>;
}

describe.skipIf(!hasEmulator)("a transform of several processes", () => {
  const bench = dynamoBench();

  async function league(count: number, lease = "6s"): Promise<string> {
    let next = 0;
    const fill = async (): Promise<void> => {
      for (let n = next++; n < count; n = next++)
        await bench.app.put({ PK: `TEAM#${n % 31}`, SK: `M#${n}`, name: `Ada${n} Byron` });
    };
    await Promise.all(Array.from({ length: 16 }, fill));
    const cwd = folderOf({ "migrations/001_split.mjs": MIGRATION });
    const dynamodb = { table: bench.table, endpoint: bench.endpoint };
    writeFileSync(
      join(cwd, "godwit.config.json"),
      JSON.stringify({ lease, environments: { league: { dynamodb } } }),
    );
    return cwd;
  }

  function godwit(cwd: string, ...args: readonly string[]): Process {
    const { child, result } = startGodwit([...args, "--env", "league"], { cwd });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    const ended = result.then(({ status, stdout, stderr }) => ({ status, output: `${stdout}${stderr}` }));
    return { child, ended };
  }

  const isSplit = ({ name, first, last }: Item): boolean => `${first} ${last}` === name;
  const split = async (): Promise<number> => (await bench.app.all()).filter(isSplit).length;
  async function untilSplit({ ended }: Process, least: number): Promise<void> {
    let early: string | undefined;
    void ended.then(({ output }) => {
      early = output;
    });
    while ((await split()) < least) {
      if (early !== undefined) throw new Error(`it ended early: ${early}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it("that is killed again and again is finished by the next", async () => {
    const cwd = await league(300);
    for (const least of [1, 120]) {
      const run = godwit(cwd, "up");
      await untilSplit(run, least);
      run.child.kill("SIGKILL");
      await run.ended;
    }
    const last = await godwit(cwd, "up").ended;
    expect(last, last.output).toMatchObject({ status: 0 });
    expect(await split()).toBe(300);
    const down = await godwit(cwd, "down").ended;
    expect(down.output).toContain("300 items are as before");
    expect(await split()).toBe(0);
  });

  // Twenty of them with `npm run test:all`: to start so many takes a minute on a small machine.
  it.each(sample([20, 5], 2, 1))("is shared by %s at once, and each item is written once", async (count) => {
    const cwd = await league(1_000, "60s");
    // Slowly enough that all have started before it ends.
    const run = godwit(cwd, "up", "--max-wcu", "250");
    const workers = Array.from({ length: count - 1 }, () => godwit(cwd, "worker", "--json", "--wait", "20s"));
    const { status, output } = await run.ended;
    expect(status, output).toBe(0);
    expect(output).toContain("1,000 items, 1,000 changed");
    const reports = await Promise.all(workers.map(({ ended }) => ended));
    for (const report of reports) expect(report, report.output).toMatchObject({ status: 0 });
    const helped = reports.map(({ output }) => /"items": ?(\d+)/.exec(output)?.[1]).map(Number);
    // Of five on a busy machine none may come before the end; of twenty some do.
    expect(helped.filter((items) => items > 0).length).toBeGreaterThanOrEqual(few(1, 0));
    expect(await split()).toBe(1_000);
  });

  it("changes nothing that another wrote when it was frozen beyond its lease and woken", async () => {
    const cwd = await league(300);
    const frozen = godwit(cwd, "up");
    await untilSplit(frozen, 50);
    frozen.child.kill("SIGSTOP");
    const heir = await godwit(cwd, "up").ended;
    expect(heir, heir.output).toMatchObject({ status: 0 });
    // The application goes on with what it found.
    for (let n = 0; n < 300; n++)
      await bench.app.update(`TEAM#${n % 31}`, `M#${n}`, {
        name: `New${n} Name`,
        first: `New${n}`,
        last: "Name",
      });
    const before = await bench.app.all();
    frozen.child.kill("SIGCONT");
    const woken = await frozen.ended;
    expect(woken.status, woken.output).toBe(4);
    expect(await bench.app.all()).toEqual(before);
    const status = await godwit(cwd, "status").ended;
    expect(status.output).toContain("1 applied");
  });
});
