// A copy of real data on which migrations are tried: a shadow in the state of a database, or of a dump of one.
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { DataWalk } from "../actions/data-walk.ts";
import type { PlanProject } from "../actions/plan.ts";
import type { Rehearsal } from "../actions/rehearsal.ts";
import { databaseSource, sqlSource } from "../actions/schema-sources.ts";
import { GodwitError } from "../core/errors.ts";
import type { HistoryRecord } from "../core/history.ts";
import type { Migration } from "../core/migration.ts";
import type { SchemaSource, ShadowOptions } from "../core/schema-database.ts";
import { RESERVED_VERSION } from "../core/version.ts";
import { lookAtRows } from "../postgres/copy-rows.ts";
import { tablesOf } from "../postgres/history.ts";
import type { ProjectOptions } from "../project.ts";
import { dumpFormat } from "./dump-format.ts";
import { openDatabase } from "./live-database.ts";

export interface DataOptions extends ProjectOptions {
  /** Where the path of a dump counts from. */
  readonly cwd: string;
}

/** What cannot be used throws DATA_SOURCE. The caller closes the walk. */
export function openRealData(
  where: string,
  options: DataOptions,
  project: PlanProject,
): (migrations: readonly Migration[]) => Promise<DataWalk> {
  const isUrl = /^postgres(?:ql)?:\/\//.test(where);
  return (migrations) =>
    isUrl
      ? fromDatabase({ where, options, project }, migrations)
      : fromDump({ where, options, project }, migrations);
}

interface Place {
  readonly where: string;
  readonly options: DataOptions;
  readonly project: PlanProject;
}

async function fromDatabase(
  { where, options, project }: Place,
  migrations: readonly Migration[],
): Promise<DataWalk> {
  const { pgDriver } = await import("../drivers/pg.ts");
  const { variables, settings } = options;
  const session = await (await pgDriver({ url: where, env: variables })).connect("godwit/data");
  try {
    const rows = await lookAtRows(session, tablesOf(settings.history));
    const records = insistOnHistory(await rows.records(), "the database");
    const live = databaseSource(
      { title: "the database", open: () => openDatabase({ url: where, variables }) },
      project,
    );
    const rehearsal = await withSource(live, () => project.rehearsals.openFrom(live, migrations));
    try {
      const target = await (await pgDriver({ url: rehearsal.shadow.url, env: {} })).connect("godwit/data");
      try {
        await rows.copyInto(target, new Set(project.own.map((path) => path.join("."))));
      } finally {
        await target.close();
      }
      return new DataWalk(rehearsal, records);
    } catch (error) {
      await rehearsal.close();
      throw error;
    }
  } finally {
    await session.close();
  }
}

async function fromDump(
  { where, options, project }: Place,
  migrations: readonly Migration[],
): Promise<DataWalk> {
  const path = resolve(options.cwd, where);
  if (!existsSync(path))
    throw new GodwitError("DATA_SOURCE", `there is no file ${where}, and it is no PostgreSQL URL`);
  const bytes = statSync(path).isDirectory() ? null : readFileSync(path);
  const format = dumpFormat(path, bytes);
  if (format || bytes === null) throw notPlain(where, format);
  const texts = async () => [{ file: where, text: bytes }];
  const dump = needing(sqlSource({ title: where, order: "given", texts }, project));
  const rehearsal = await withSource(dump, () => project.rehearsals.openFrom(dump, migrations)).catch(
    (error) => {
      throw withoutValues(error, where);
    },
  );
  try {
    return new DataWalk(rehearsal, insistOnHistory(await recordsOf(rehearsal), where));
  } catch (error) {
    await rehearsal.close();
    throw error;
  }
}

async function withSource<T>(source: SchemaSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await source.close();
  }
}

/** Owners and grantees of the dump are made on the shadow's server, besides what the migrations need. */
function needing(source: SchemaSource): SchemaSource {
  return {
    ...source,
    async rebuild(wish: ShadowOptions) {
      const { ownCluster, roles } = await source.needs();
      const all = [...new Set([...(wish.roles ?? []), ...roles])];
      return source.rebuild({ ...wish, ownCluster: wish.ownCluster || ownCluster, roles: all });
    },
  };
}

/** Null where the dump has the history's tables and not their rows. */
async function recordsOf(rehearsal: Rehearsal): Promise<readonly HistoryRecord[] | null> {
  try {
    return await rehearsal.records();
  } catch (error) {
    if (error instanceof GodwitError && error.code === "HISTORY_TAMPERED") return null;
    throw error;
  }
}

function insistOnHistory(all: readonly HistoryRecord[] | null, title: string): readonly HistoryRecord[] {
  const records = all?.filter(({ version }) => version !== RESERVED_VERSION) ?? [];
  if (records.length > 0) {
    const open = records.find(({ success }) => !success);
    if (!open) return records;
    throw new GodwitError("DATA_SOURCE", `${open.name} is not finished in ${title}`, {
      hint: "finish it there with `godwit up`, or take the data from before it",
    });
  }
  throw new GodwitError(
    "DATA_SOURCE",
    `${title} has no history of migrations, so it is not known which of them it has had`,
    {
      hint: "let `godwit adopt` or `godwit stamp` write the history there, or set `history` to where it is",
    },
  );
}

function notPlain(where: string, format: ReturnType<typeof dumpFormat>): GodwitError {
  const plain = `${basename(where).replace(/\.[^.]*$/, "") || "dump"}.sql`;
  if (format === "compressed")
    return new GodwitError("DATA_SOURCE", `${where} is compressed`, {
      hint: "unpack it first; it must be the text that `pg_dump` writes without --format",
    });
  if (format === null) return new GodwitError("DATA_SOURCE", `${where} is a folder, and no dump`);
  return new GodwitError(
    "DATA_SOURCE",
    `${where} is a dump in the ${format} format; only plain ones can be read`,
    {
      hint: `make a plain one of it: pg_restore --no-owner --file=${plain} ${where}`,
    },
  );
}

/** The server's words about a row hold its values, and so does a line of the file: only its number is said. */
function withoutValues(error: unknown, where: string): unknown {
  if (!(error instanceof GodwitError) || !UNREADABLE.test(error.code)) return error;
  const line = error.at?.line === undefined ? "" : `, line ${error.at.line}`;
  if (error.code === "META_COMMAND")
    return new GodwitError("DATA_SOURCE", `${where}${line}: ${error.message}`, {
      hint: "dump one database, without --create: pg_dump --file=dump.sql DATABASE",
    });
  const sqlstate = error.database?.code;
  const said = sqlstate === undefined ? "" : ` (${sqlstate})`;
  const isRowsOnly = sqlstate === "42P01" || sqlstate === "3F000";
  return new GodwitError("DATA_SOURCE", `a statement of ${where} cannot be run on a shadow${said}${line}`, {
    ...(sqlstate === undefined ? {} : { database: { code: sqlstate } }),
    hint: isRowsOnly
      ? "dump the schema with the rows: without --data-only and without choosing tables"
      : "restore the dump into an empty database of the same major version to see what is wrong with it",
  });
}

const UNREADABLE = /^(?:SCHEMA_LOAD|SQL_\w+|META_COMMAND|FILE_ENCODING|COPY_\w+)$/;
