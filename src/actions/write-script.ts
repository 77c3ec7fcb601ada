// What `up` or `down` would do, as a script for psql: the same actions on a lock that writes down instead of doing.
import type { Database, Writing } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import { doneRecord, freshRecord } from "../core/progress.ts";
import { compareVersions, RESERVED_VERSION, versionKey } from "../core/version.ts";
import { applyOne, applyTask, type Bench } from "./apply-one.ts";
import { revertOne } from "./down.ts";
import { prepare } from "./prepare.ts";
import type { Project } from "./project.ts";

export interface ScriptWish {
  /** Where the database stands, and where it is to be; from nothing to the newest unless given. Down: the newer first. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly down: boolean;
}

export interface WrittenScript {
  readonly sql: string;
  readonly migrations: readonly { readonly version: string; readonly name: string }[];
}

/** Throws NOT_SUPPORTED for what only a run can do, VERSION_UNKNOWN, NO_ROLLBACK, and what is wrong with the files. */
export async function writeScript(project: Project, wish: ScriptWish): Promise<WrittenScript> {
  const { engine, settings, run } = project;
  if (!engine.written) throw notWritten("a script for psql is about PostgreSQL only");
  if (settings.transaction === "all") {
    throw notWritten("a script cannot be one transaction", "GODWIT_TRANSACTION=each godwit sql");
  }
  const { migrations, floor } = await project.source.collect();
  const all = inOrder(migrations);
  if (floor && wish.from === undefined && !wish.down) {
    const hint = `godwit sql ${floor.version}: for those after it`;
    throw notWritten(
      `files up to ${floor.version} are retired: a new database begins with the baseline`,
      hint,
    );
  }
  const chosen = wish.down ? toRevert(all, wish) : toApply(all, wish);
  await engine.prepare();
  const writing = await engine.written(run, settings.leaseMs);
  const bench: Bench = { project, held: writing.held, database: NONE };
  for (const migration of chosen) {
    writing.remark(`${migration.name} (${migration.up.file})`);
    if (wish.down) await revert(bench, migration);
    else await apply(bench, migration);
  }
  return {
    sql: textOf(writing, { chosen, wish, all }),
    migrations: chosen.map(({ version, name }) => ({ version, name })),
  };
}

async function apply(bench: Bench, migration: Migration): Promise<void> {
  const { version, name } = migration;
  const prepared = await prepare(bench.project, migration);
  const due = { version, name, standing: "pending", migration } as const;
  await applyOne(bench, due, applyTask(bench, { due, prepared }));
}

async function revert(bench: Bench, migration: Migration): Promise<void> {
  const { version, name, up } = migration;
  const base = freshRecord(
    { migration, checksum: up.checksum, fingerprint: null, rollback: null },
    bench.project.run,
  );
  const record = doneRecord(base, [], 0);
  await revertOne(bench, { version, name, standing: "applied", migration, record });
}

/** Numbered ones after `from` up to `to`; repeatables only where all is applied from nothing. */
function toApply(all: readonly Migration[], { from, to }: ScriptWish): readonly Migration[] {
  const numbered = all.filter(({ repeatable }) => !repeatable);
  const whole = from === undefined && to === undefined;
  const [after, last] = [found(numbered, from), found(numbered, to)];
  return [
    ...numbered.filter((one) => isAfter(one, after) && !(last && isAfter(one, last))),
    ...(whole ? all.filter(({ repeatable }) => repeatable) : []),
  ];
}

/** Newest first: `from` goes first, `to` stays. */
function toRevert(all: readonly Migration[], { from, to }: ScriptWish): readonly Migration[] {
  const numbered = all.filter(({ repeatable }) => !repeatable);
  const [first, stays] = [found(numbered, from), found(numbered, to)];
  return numbered.filter((one) => isAfter(one, stays) && !(first && isAfter(one, first))).reverse();
}

function isAfter({ version }: Migration, other: Migration | undefined): boolean {
  return other === undefined || compareVersions(version, other.version) > 0;
}

function found(all: readonly Migration[], wanted: string | undefined): Migration | undefined {
  if (wanted === undefined || /^0+$/.test(wanted)) return undefined;
  const one = all.find(({ version, name }) => name === wanted || versionKey(version) === versionKey(wanted));
  if (!one) throw new GodwitError("VERSION_UNKNOWN", `there is no migration ${wanted}`);
  return one;
}

interface Chosen {
  readonly chosen: readonly Migration[];
  readonly all: readonly Migration[];
  readonly wish: ScriptWish;
}

function textOf(writing: Writing, { chosen, all, wish }: Chosen): string {
  const names = chosen.map(({ name }) => name);
  const range = names.length > 1 ? `${names[0]} to ${names.at(-1)}` : (names[0] ?? "nothing");
  return writing.text({
    title: `Written by Godwit ${wish.down ? "to revert" : "to apply"} ${range}`,
    direction: wish.down ? "down" : "up",
    after: wish.down ? null : (found(all, wish.from)?.version ?? null),
    versions: chosen.map(({ version }) => version).filter((version) => version !== RESERVED_VERSION),
  });
}

function notWritten(message: string, hint?: string): GodwitError {
  return new GodwitError("NOT_SUPPORTED", message, hint === undefined ? {} : { hint });
}

/** A script knows no database: what would ask one, such as for a rollback that is kept there, cannot. */
const NONE = new Proxy({} as Database, {
  get: (_database, method) => {
    throw new GodwitError("NOT_SUPPORTED", `a script cannot ask the database (${String(method)})`);
  },
});
