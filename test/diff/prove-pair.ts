// The proof loop over one pair of schemas on real databases: plan, apply, read again, plan again, compare the dumps.
import { diff } from "../../src/core/diff.ts";
import type { Schema, SchemaReading } from "../../src/core/fact.ts";
import type { Plan } from "../../src/core/plan.ts";
import { plan } from "../../src/core/plan.ts";
import { pgDriver } from "../../src/drivers/pg.ts";
import { KINDS } from "../../src/postgres/kinds.ts";
import { readSchema } from "../../src/postgres/read-schema.ts";
import type { SqlSession } from "../../src/postgres/session.ts";
import { type Sql, verbatim } from "../../src/postgres/sql.ts";
import { normalisedDump } from "./normalised-dump.ts";

export interface Verdict {
  readonly ok: boolean;
  /** Where the loop broke; `silent` is the worst: no difference seen, but the dumps differ. */
  readonly at: "proved" | "plan" | "apply" | "rest" | "lost" | "dump" | "silent";
  readonly detail: string;
  readonly sql: readonly string[];
}

export interface Pair {
  readonly fromUrl: string;
  readonly toUrl: string;
  readonly major: number;
  /** Where pg_dump of this major or a later one is installed. */
  readonly dumps: boolean;
  /** As if somebody used every table: the forms that do not block are taken. */
  readonly used?: boolean;
  /** A query whose answer the first plan must leave as it is: rows, or the files that they are in. */
  readonly kept?: string | undefined;
}

/** Changes each of two databases into what the other one was. The first verdict is that of `fromUrl`. */
export async function provePair({
  fromUrl,
  toUrl,
  major,
  dumps,
  used = false,
  kept,
}: Pair): Promise<readonly [Verdict, Verdict]> {
  const left = await side(fromUrl, { major, dumps });
  const right = await side(toUrl, { major, dumps });
  try {
    return [await prove(left, right, { used, kept }), await prove(right, left, { used })];
  } finally {
    await left.session.close();
    await right.session.close();
  }
}

/** A database with what it held at first. */
interface Side {
  readonly url: string;
  readonly session: SqlSession;
  readonly major: number;
  readonly reading: SchemaReading;
  /** Null where no pg_dump is new enough. */
  readonly dump: readonly string[] | null;
}

async function side(url: string, { major, dumps }: Pick<Pair, "major" | "dumps">): Promise<Side> {
  const session = await open(url);
  return {
    url,
    session,
    major,
    reading: await read(session, major),
    dump: dumps ? await normalisedDump(url) : null,
  };
}

async function prove(
  from: Side,
  to: Side,
  { used = false, kept }: Pick<Pair, "used" | "kept">,
): Promise<Verdict> {
  const { major, session } = from;
  const [before, wanted] = [from.reading, to.reading];
  let planned: Plan<Sql>;
  try {
    planned = planFor(before.schema, wanted.schema, { major, used });
  } catch (error) {
    return { ok: false, at: "plan", detail: String((error as Error).stack), sql: [] };
  }
  const sql = planned.steps.map(({ text }) => text);
  const verdict = (at: Verdict["at"], detail: string): Verdict => ({ ok: at === "proved", at, detail, sql });
  const had = await answer(session, kept);
  try {
    await apply(session, planned);
  } catch (error) {
    return verdict("apply", String((error as Error).message));
  }
  const after = await read(session, major);
  const rest = diff(after.schema, wanted.schema);
  if (rest.length > 0) return verdict("rest", rest.map(describe).join("\n"));
  const has = await answer(session, kept);
  if (has !== had) return verdict("lost", `had ${had}, has ${has}`);
  const unseen = [...wanted.unmodelled, ...before.unmodelled];
  if (!to.dump) return verdict("proved", "");
  const [mine, theirs] = [await normalisedDump(from.url), to.dump];
  if (mine.join("\n") === theirs.join("\n")) return verdict("proved", "");
  const lost = theirs.filter((line) => !mine.includes(line)).map((line) => `missing: ${line}`);
  const extra = mine.filter((line) => !theirs.includes(line)).map((line) => `left:    ${line}`);
  const detail = [...lost, ...extra, ...unseen.map((title) => `unmodelled: ${title}`)].join("\n");
  return verdict(planned.changes.length === 0 && unseen.length === 0 ? "silent" : "dump", detail);
}

export function planFor(
  from: Schema,
  to: Schema,
  { major, used = false }: { readonly major: number; readonly used?: boolean },
): Plan<Sql> {
  return plan(from, to, { kinds: KINDS, render: ({ text }) => text, major, hasRows: () => used });
}

export async function open(url: string): Promise<SqlSession> {
  return (await pgDriver({ url, env: {} })).connect("godwit/test");
}

export async function read(session: SqlSession, major: number): Promise<SchemaReading> {
  return readSchema(session, { major, owner: "postgres" });
}

async function answer(session: SqlSession, query: string | undefined): Promise<string> {
  if (!query) return "";
  const results = await session.run(verbatim(`set search_path = public; ${query}`));
  return JSON.stringify(results.at(-1)?.rows);
}

async function apply(session: SqlSession, { steps }: Plan<Sql>): Promise<void> {
  await session.run(verbatim("set check_function_bodies = off; set search_path = ''"));
  let hasPath = false;
  let open = false;
  const end = async () => {
    if (open) await session.run(verbatim("commit"));
    open = false;
  };
  try {
    for (const { op, transaction, text } of steps) {
      if (transaction === "none") await end();
      else if (!open) {
        await session.run(verbatim("begin"));
        open = true;
      }
      try {
        // Our names are written in full; the bodies of functions that run now need not be.
        if (RUNS_CODE.test(text) !== hasPath) {
          hasPath = !hasPath;
          await session.run(verbatim(hasPath ? "reset search_path" : "set search_path = ''"));
        }
        await session.run(op);
      } catch (error) {
        throw new Error(`${(error as Error).message}\n  in: ${text}`, { cause: error });
      }
      if (transaction === "own") await end();
    }
    await end();
  } catch (error) {
    if (open) await session.run(verbatim("rollback"));
    throw error;
  }
}

const RUNS_CODE = /^(?:create (?:unique )?index|alter table) /i;

export function describe(change: ReturnType<typeof diff>[number]): string {
  if (change.type === "create") return `missing ${change.to.key} ${JSON.stringify(change.to.attributes)}`;
  if (change.type === "drop") return `left over ${change.from.key}`;
  const values = change.attributes.map(
    (name) =>
      `${name}: has ${JSON.stringify(change.from.attributes[name])}, wanted ${JSON.stringify(change.to.attributes[name])}`,
  );
  return `differs ${change.to.key} ${values.join("; ")}`;
}
