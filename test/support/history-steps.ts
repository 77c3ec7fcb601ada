// Walks a history step by step from the true state: up, down, up again, each judged by the schema it leaves.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FreshDatabase, freshDatabase, sharedServer, withClient } from "./database.ts";
import { godwit, type Result } from "./godwit.ts";
import {
  dump,
  type Entry,
  type HistoryCase,
  optionsOf,
  psql,
  type Truth,
  withoutColumnOrder,
} from "./history-case.ts";

export interface Verdict extends Truth {
  readonly id: string;
  /** The failed `down` named its file and line, left schema and history as they were, and `up` went on. */
  readonly lostNothing?: boolean;
}

/** Steps of one history, as Godwit finds them; compare with its truth. */
export class HistoryWalk {
  readonly #history: HistoryCase;
  readonly #cwd = mkdtempSync(join(tmpdir(), "godwit-walk-"));
  #database: FreshDatabase | undefined;

  constructor(history: HistoryCase) {
    this.#history = history;
  }

  /** Applies everything before the step. */
  async reach(n: number): Promise<void> {
    this.#database = await freshDatabase({ major: 15 });
    const { setup, order } = this.#history;
    if (setup) psql(this.#database.url, ["-f", setup], optionsOf(this.#history));
    const before = order.findLast((entry) => entry.n < n);
    if (before) await this.#expect(["up", "--to", String(before.n)]);
  }

  async try(entry: Entry): Promise<Verdict> {
    const { url } = this.#database as FreshDatabase;
    const before = dump(url);
    const kept = await this.#keep();
    const verdict = entry.down === null ? { n: entry.n, id: entry.id } : await this.#downAndUp(entry, before);
    await this.#goBack(kept);
    await this.#expect(["up", "--to", String(entry.n)]);
    return verdict;
  }

  async end(): Promise<void> {
    await this.#database?.drop();
  }

  async #downAndUp(entry: Entry, before: string): Promise<Verdict> {
    const { url } = this.#database as FreshDatabase;
    const { n, id } = entry;
    await this.#expect(["up", "--to", String(n)]);
    const after = dump(url);
    const down = await this.#run(["down", "--json"]);
    if (down.status !== 0) {
      const { error } = down.json<{ error: { file: string | null; line: number | null } }>();
      const named = error.file?.endsWith(String(entry.down)) === true && error.line !== null;
      const again = await this.#run(["up", "--to", String(n)]);
      return { n, id, down_ok: false, lostNothing: named && dump(url) === after && again.status === 0 };
    }
    const restored = withoutColumnOrder(dump(url)) === withoutColumnOrder(before);
    const up = await this.#run(["up", "--to", String(n)]);
    return { n, id, down_ok: true, down_restores: restored, reup_ok: up.status === 0 };
  }

  /** A copy of the database as it is, made while nobody is connected. */
  async #keep(): Promise<string> {
    const { name } = this.#database as FreshDatabase;
    const copy = `${name}_kept`;
    await this.#server(`create database ${copy} template ${name}`);
    return copy;
  }

  async #goBack(copy: string): Promise<void> {
    const { name } = this.#database as FreshDatabase;
    await this.#server(`drop database ${name}`);
    await this.#server(`alter database ${copy} rename to ${name}`);
  }

  async #server(statement: string): Promise<void> {
    await withClient(await sharedServer(15), (client) => client.query(statement));
  }

  #run(args: readonly string[]): Promise<Result> {
    const { url } = this.#database as FreshDatabase;
    const env = { ...optionsOf(this.#history), GODWIT_HISTORY_SCHEMA: "godwit" };
    return godwit([...args, "--quiet", "--url", url, "--dir", this.#history.folder], { cwd: this.#cwd, env });
  }

  async #expect(args: readonly string[]): Promise<void> {
    const { status, stderr } = await this.#run(args);
    if (status !== 0) throw new Error(`godwit ${args.join(" ")} ended with ${status}: ${stderr}`);
  }
}
