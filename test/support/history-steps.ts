// Walks a history step by step; at each, a copy of the database shows what down and up again do from the true state.
import { tmpdir } from "node:os";
import { down, GodwitError, status, up } from "../../src/index.ts";
import type { LoadProjectOptions } from "../../src/project/load-project.ts";
import { sharedServer, withClient } from "./database.ts";
import { cleanEnvironment } from "./godwit.ts";
import type { Entry, HistoryCase, Truth } from "./history-case.ts";
import { historyDatabase } from "./history-run.ts";
import { dump, withoutColumnOrder } from "./psql.ts";

export interface Verdict extends Truth {
  /** Empty, or how a `down` that failed did not leave all as it was. */
  readonly wrong: readonly string[];
  /** What a failed `down` or second `up` said. */
  readonly said?: string;
}

/** Copies that are looked at while the history goes on. */
const AT_ONCE = 3;

/** Verdicts on the steps from `first` to `last`, both counted from 1. */
export async function walkHistory(
  history: HistoryCase,
  { major, first, last }: { readonly major: number; readonly first: number; readonly last: number },
): Promise<readonly Verdict[]> {
  const { name, url, drop } = await historyDatabase(history, major);
  const project = projectOf(history, url);
  const verdicts: Promise<Verdict>[] = [];
  try {
    if (first > 1) await up({ ...project, to: String(first - 1) });
    let before = await dump(url);
    for (const entry of history.order.slice(first - 1, last)) {
      await up({ ...project, to: String(entry.n) });
      const after = await dump(url);
      if (entry.down !== null) {
        const copy = await copyOf({ name, url, major }, entry.n);
        verdicts.push(downAndUp({ history, entry, url: copy.url, before, after }).finally(copy.drop));
        await verdicts.at(-AT_ONCE);
      }
      before = after;
    }
    return await Promise.all(verdicts);
  } finally {
    await Promise.allSettled(verdicts);
    await drop();
  }
}

/** Through the library, in this process: a process for each of a thousand runs would take most of the time. */
function projectOf({ folder, environment }: HistoryCase, url: string): LoadProjectOptions {
  const variables = { ...cleanEnvironment(), ...environment, GODWIT_HISTORY_SCHEMA: "godwit" };
  return { cwd: tmpdir(), migrations: folder, url, variables };
}

interface Scene {
  readonly history: HistoryCase;
  readonly entry: Entry;
  readonly url: string;
  /** The schema without the step, and with it. */
  readonly before: string;
  readonly after: string;
}

async function downAndUp(scene: Scene): Promise<Verdict> {
  const { history, entry, url, before, after } = scene;
  const { n, id } = entry;
  const project = projectOf(history, url);
  const whole = await dump(url, "everything");
  const failed = await unlessDone(() => down(project));
  if (failed) {
    const wrong = [...unplaced(failed, entry), ...(await leftovers(scene, whole))];
    return { n, id, down_ok: false, wrong, said: failed.message };
  }
  const restored = withoutColumnOrder(await dump(url)) === withoutColumnOrder(before);
  const done = { n, id, down_ok: true, down_restores: restored, wrong: [] };
  const refused = await unlessDone(() => up({ ...project, to: String(n) }));
  if (refused) return { ...done, reup_ok: false, said: refused.message };
  const same = withoutColumnOrder(await dump(url)) === withoutColumnOrder(after);
  return { ...done, reup_ok: true, reup_same: same };
}

/** The error, or null when there was none. */
async function unlessDone(work: () => Promise<unknown>): Promise<GodwitError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof GodwitError) return error;
    throw error;
  }
}

function unplaced({ code, at }: GodwitError, { down: file }: Entry): string[] {
  const wrong: string[] = [];
  if (!(code === "ROLLBACK_FAILED" || code === "SQL_SYNTAX")) wrong.push(`down ended with ${code}`);
  if (at?.file.endsWith(String(file)) !== true || at.line === undefined)
    wrong.push(`down failed at ${at?.file}:${at?.line}`);
  return wrong;
}

/** After a failed `down` the schema, the rows and the history are what they were, and `up` goes on. */
async function leftovers({ history, entry, url }: Scene, whole: string): Promise<string[]> {
  const wrong: string[] = [];
  const project = projectOf(history, url);
  if ((await dump(url, "everything")) !== whole) wrong.push("the database changed");
  const { migrations } = await status(project);
  const standing = migrations.find(({ version }) => Number(version) === entry.n)?.standing;
  if (standing !== "applied") wrong.push(`the history says ${standing}`);
  const next = history.order.find(({ n }) => n === entry.n + 1);
  const stopped = next && (await unlessDone(() => up({ ...project, to: String(next.n) })));
  if (stopped) wrong.push(`up does not go on: ${stopped.message}`);
  return wrong;
}

/** Made while nobody is connected to the database. */
async function copyOf(
  { name, url, major }: { readonly name: string; readonly url: string; readonly major: number },
  n: number,
): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const copy = `${name}_${n}`;
  const there = new URL(url);
  there.pathname = `/${copy}`;
  const server = await sharedServer(major);
  const tell = (statement: string) => withClient(server, (client) => client.query(statement));
  await tell(`create database ${copy} template ${name}`);
  return {
    url: there.href,
    drop: async () => {
      await tell(`drop database ${copy}`);
    },
  };
}
