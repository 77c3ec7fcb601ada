// Walks a history step by step; at each, a copy of the database shows what down and up again do from the true state.
import { sharedServer, withClient } from "./database.ts";
import type { Entry, HistoryCase, Truth } from "./history-case.ts";
import { historyDatabase, runGodwit } from "./history-run.ts";
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
  const up = async (n: number): Promise<void> => {
    const { status, stderr } = await runGodwit(history, url, ["up", "--to", String(n)]);
    if (status !== 0) throw new Error(`${history.name}: up --to ${n} ended with ${status}: ${stderr}`);
  };
  if (first > 1) await up(first - 1);
  let before = await dump(url);
  const verdicts: Promise<Verdict>[] = [];
  for (const entry of history.order.slice(first - 1, last)) {
    await up(entry.n);
    const after = await dump(url);
    if (entry.down !== null) {
      const copy = await copyOf({ name, url, major }, entry.n);
      verdicts.push(downAndUp({ history, entry, url: copy.url, before, after }).finally(copy.drop));
      await verdicts.at(-AT_ONCE);
    }
    before = after;
  }
  const found = await Promise.all(verdicts);
  await drop();
  return found;
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
  const whole = await dump(url, "everything");
  const down = await runGodwit(history, url, ["down", "--json"]);
  if (down.status !== 0) {
    const { code, message, file, line } = down.json<Failure>().error;
    const wrong = await leftovers(scene, whole);
    if (!(code === "ROLLBACK_FAILED" || code === "SQL_SYNTAX")) wrong.push(`down ended with ${code}`);
    if (file?.endsWith(String(entry.down)) !== true || line === null)
      wrong.push(`down failed at ${file}:${line}`);
    return { n, id, down_ok: false, wrong, said: `${line}: ${message}` };
  }
  const restored = withoutColumnOrder(await dump(url)) === withoutColumnOrder(before);
  const again = await runGodwit(history, url, ["up", "--to", String(n), "--json"]);
  const done = { n, id, down_ok: true, down_restores: restored, wrong: [] };
  if (again.status !== 0) return { ...done, reup_ok: false, said: again.json<Failure>().error.message };
  const same = withoutColumnOrder(await dump(url)) === withoutColumnOrder(after);
  return { ...done, reup_ok: true, reup_same: same };
}

/** After a failed `down` the schema, the rows and the history are what they were, and `up` goes on. */
async function leftovers({ history, entry, url }: Scene, whole: string): Promise<string[]> {
  const wrong: string[] = [];
  if ((await dump(url, "everything")) !== whole) wrong.push("the database changed");
  const status = await runGodwit(history, url, ["status", "--json"]);
  const { migrations } = status.json<{ migrations: { version: string; standing: string }[] }>();
  const standing = migrations.find(({ version }) => Number(version) === entry.n)?.standing;
  if (standing !== "applied") wrong.push(`the history says ${standing}`);
  const up = await runGodwit(history, url, ["up", "--to", String(entry.n + 1)]);
  const next = history.order.some(({ n }) => n === entry.n + 1);
  if (up.status !== (next ? 0 : 2)) wrong.push(`up does not go on: ${up.stderr}`);
  return wrong;
}

interface Failure {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly file: string | null;
    readonly line: number | null;
  };
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
