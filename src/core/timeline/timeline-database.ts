// Opened databases of a timeline as one: read together, locked together, each asked for what is its own.
import type { AssistOrder, Database, Held, LockAttempt, LockOptions, PreviewOrder } from "../engine.ts";
import { GodwitError } from "../errors.ts";
import type { ChainState, HistoryState } from "../history.ts";
import type { Routes } from "./strand.ts";
import { holdTogether } from "./timeline-held.ts";

export interface Together {
  readonly title: string;
  readonly database: Database;
}

export function openTogether(all: readonly Together[], ways: Routes): Database {
  const databases = all.map(({ database }) => database);
  const ofFile = (file: string): Database => {
    const found = databases[ways.ofFile(file)];
    if (found) return found;
    throw new GodwitError("BUG", `no database is open for ${file}`);
  };
  const some = <T>(pick: (database: Database) => T | undefined): T | undefined =>
    databases.map(pick).find((found) => found !== undefined);
  return {
    async identify() {
      const each = await Promise.all(databases.map((database) => database.identify()));
      return {
        engine: "timeline",
        name: [...new Set(each.map(({ name }) => name))].join(" and "),
        host: [...new Set(each.map(({ host }) => host))].join(" and "),
        version: each[0]?.version ?? "",
      };
    },
    ahead() {
      for (const database of databases) database.ahead?.();
    },
    async history() {
      const each: HistoryState[] = [];
      for (const [at, database] of databases.entries()) {
        const state = await database.history();
        ways.recorded(at, state.records);
        each.push(state);
      }
      return {
        layout: Math.max(...each.map(({ layout }) => layout)),
        records: each.flatMap(({ records }) => records),
        lease: each.map(({ lease }) => lease).find((lease) => lease?.held) ?? null,
      };
    },
    async log(limit, version) {
      const each = await Promise.all(databases.map((database) => database.log(limit, version)));
      const lines = each.flat().sort((a, b) => b.at.getTime() - a.at.getTime());
      return lines.slice(0, limit);
    },
    async verifyLog() {
      const each: (ChainState & Pick<Together, "title">)[] = [];
      for (const { title, database } of all) each.push({ title, ...(await database.verifyLog()) });
      const broken = each.find(({ brokenAt }) => brokenAt !== null);
      return {
        lines: each.reduce((sum, { lines }) => sum + lines, 0),
        head: each.flatMap(({ head }) => head ?? []).join(" and ") || null,
        brokenAt: broken ? `${broken.brokenAt} of ${broken.title}` : null,
      };
    },
    tryLock: (options) => lockAll(databases, ways, options),
    async unlock(request) {
      let ended: Awaited<ReturnType<Database["unlock"]>> = null;
      for (const database of databases) ended = (await database.unlock(request)) ?? ended;
      return ended;
    },
    async preview(order: PreviewOrder) {
      const database = ofFile(order.step.at.file);
      if (database.preview) return database.preview(order);
      throw new GodwitError("BUG", `${order.step.at.file} is rehearsed, not previewed`);
    },
    async assist(order: AssistOrder) {
      return (await ofFile(order.step.at.file).assist?.(order)) ?? 0;
    },
    async proveItems(order) {
      const proved = some((database) => database.proveItems?.bind(database))?.(order);
      if (proved) return proved;
      throw new GodwitError("BUG", "no database of this timeline has items");
    },
    async isEmpty() {
      return (await some((database) => database.isEmpty?.bind(database))?.()) ?? false;
    },
    async examine() {
      const each = await Promise.all(
        all.map(async ({ title, database }) =>
          (await database.examine()).map((one) => ({ ...one, name: `${title}: ${one.name}` })),
        ),
      );
      return each.flat();
    },
    async grants() {
      const each: string[] = [];
      for (const { title, database } of all) each.push(`-- ${title}\n${await database.grants()}`);
      return each.join("\n");
    },
    async close() {
      const ended = await Promise.allSettled(databases.map((database) => database.close()));
      for (const one of ended) if (one.status === "rejected") throw one.reason;
    },
  };
}

/** Always in the same order, and none is kept while another is somebody else's: so nobody waits in a ring. */
async function lockAll(
  databases: readonly Database[],
  ways: Routes,
  options: LockOptions,
): Promise<LockAttempt> {
  const holds: Held[] = [];
  const letGo = async (): Promise<void> => {
    for (const held of holds.toReversed()) await held.release();
  };
  for (const database of databases) {
    try {
      const attempt = await database.tryLock(options);
      if (!("held" in attempt)) {
        await letGo();
        return attempt;
      }
      holds.push(attempt.held);
    } catch (thrown) {
      await letGo();
      throw thrown;
    }
  }
  return { held: holdTogether(holds, ways) };
}
