// States of a real history as databases: its files run one after the other, a copy taken at each chosen step.
import { join } from "node:path";
import { type FreshDatabase, sharedServer, withClient } from "../support/database.ts";
import type { HistoryCase } from "../support/history-case.ts";
import { psql } from "../support/psql.ts";

/** A database as it is after so many files; 0 is before the first. */
export interface HistoryState {
  readonly step: number;
  readonly database: FreshDatabase;
}

/** `work` is a database of the history's own, empty but for its set-up; it is moved forward. */
export async function historyStates(
  history: HistoryCase,
  {
    work,
    steps,
    major,
  }: { readonly work: FreshDatabase; readonly steps: readonly number[]; readonly major: number },
): Promise<readonly HistoryState[]> {
  const states: HistoryState[] = [];
  const take = async (step: number) => {
    if (steps.includes(step)) states.push({ step, database: await copyOf(work, { name: `${step}`, major }) });
  };
  await take(0);
  for (const [index, { up, tx }] of history.order.entries()) {
    if (index >= Math.max(...steps)) break;
    await psql(work.url, [...(tx ? ["-1"] : []), "-f", join(history.folder, up)], history.environment);
    await take(index + 1);
  }
  return states;
}

/** A database that holds the same, to be changed. */
export async function copyOf(
  work: FreshDatabase,
  { name: ending, major }: { readonly name: string; readonly major: number },
): Promise<FreshDatabase> {
  const server = await sharedServer(major);
  const name = `${work.name}_${ending}`;
  const how = major >= 15 ? " strategy file_copy" : "";
  await withClient(server, (client) => client.query(`create database ${name} template ${work.name}${how}`));
  const url = new URL(work.url);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    drop: () =>
      withClient(server, async (client) => void (await client.query(`drop database ${name} with (force)`))),
  };
}
