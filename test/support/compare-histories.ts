// Runs one history with psql and with Godwit, each on a database of its own, and tells what came of both.
import type { HistoryCase } from "./history-case.ts";
import { historyDatabase, rowCounts, type Stop, upWithGodwit, upWithPsql } from "./history-run.ts";
import { dump, hasClients } from "./psql.ts";

export interface Side {
  /** Where it stopped; null when it went through. */
  readonly stop: Stop | null;
  readonly seconds: number;
  /** Null where the installed pg_dump is older than the server. */
  readonly schema: string | null;
  readonly rows: Readonly<Record<string, number>>;
}

export interface Comparison {
  readonly psql: Side;
  readonly godwit: Side;
}

export async function compareHistories(history: HistoryCase, major: number): Promise<Comparison> {
  const psql = await side(history, major, upWithPsql);
  const godwit = await side(history, major, upWithGodwit);
  const seconds = `godwit ${godwit.seconds.toFixed(1)} s, psql ${psql.seconds.toFixed(1)} s`;
  const end = psql.stop === null ? "" : `, stopped at ${psql.stop.file}`;
  process.stderr.write(`${history.name} on ${major}: ${history.order.length} files, ${seconds}${end}\n`);
  return { psql, godwit };
}

async function side(
  history: HistoryCase,
  major: number,
  up: (history: HistoryCase, url: string) => Promise<Stop | null>,
): Promise<Side> {
  const { url, drop } = await historyDatabase(history, major);
  try {
    const started = performance.now();
    const stop = await up(history, url);
    const seconds = (performance.now() - started) / 1000;
    const schema = hasClients(major) ? await dump(url) : null;
    return { stop, seconds, schema, rows: await rowCounts(url) };
  } finally {
    await drop();
  }
}
