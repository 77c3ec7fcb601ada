// `godwit new --revert V`: a migration that takes back another one, proved before it is written.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../../actions/project.ts";
import { rollbackOf } from "../../actions/rollback.ts";
import { find, survey } from "../../actions/survey.ts";
import { GodwitError } from "../../core/errors.ts";
import type { Migration } from "../../core/migration.ts";
import type { SchemaSource } from "../../core/schema-database.ts";
import { versionKey } from "../../core/version.ts";
import { withoutHeader } from "../../sources/without-header.ts";
import type { Result } from "../command.ts";
import type { Context } from "../context.ts";
import { withComparison } from "../with-comparison.ts";
import { type NewAuto, result, writeProved } from "./new-auto.ts";

export interface NewRevert extends Omit<NewAuto, "renames"> {
  /** The version of the migration to take back. */
  readonly version: string;
}

/** Throws VERSION_UNKNOWN, NO_ROLLBACK, PLAN_FAILED, PLAN_NOT_PROVED. */
export async function newRevert(context: Context, { version, files, ...wish }: NewRevert): Promise<Result> {
  return withComparison(context, async (comparison, project) => {
    const reverted = await wanted(project, version);
    const { name } = reverted;
    const given = await scripts(context, project, reverted);
    const { report, made } = await writeProved(context, comparison, {
      ...wish,
      name: wish.name ?? `revert ${name.replace(/^[\d-]+_?/, "") || name}`,
      files: { ...files, header: headerOf(reverted) },
      renames: [],
      from: await comparison.source("migrations"),
      to: needed(
        comparison.migrations((one) => one.version !== reverted.version),
        name,
      ),
      given,
    });
    if (!made) throw nothingToSee(name);
    if (!given) {
      const message = `${name} has no rollback in SQL: planned from the schema with it and without it`;
      context.report({ type: "note", message });
    }
    return result(report, made);
  });
}

async function wanted({ source }: Project, version: string): Promise<Migration> {
  const { migrations } = await source.collect();
  const key = versionKey(version);
  const found = migrations.find((one) => versionKey(one.version) === key || one.name === version);
  if (!found) throw new GodwitError("VERSION_UNKNOWN", `there is no migration ${version}`);
  if (!found.repeatable) return found;
  throw new GodwitError("USAGE", `${found.name} is repeatable: it has no rollback`, {
    hint: "write its earlier text into its file: it runs again",
  });
}

/** Both texts where both are SQL; undefined where the way back has to be planned. */
async function scripts(context: Context, project: Project, { up, down, version }: Migration) {
  if (up.language !== "sql") return undefined;
  const back = down ?? (await kept(context, project, version));
  if (!back) return undefined;
  const text = (bytes: Uint8Array) => withoutHeader(new TextDecoder().decode(bytes));
  const [undo, again] = [text(back.read()), text(up.read())];
  // A rollback that says "there is nothing to undo".
  return undo.replace(/--.*$/gm, "").trim() === "" ? undefined : { up: undo, down: again };
}

/** The rollback that the history kept, where there is a history to ask. */
async function kept(context: Context, project: Project, version: string) {
  const { url, root } = await context.settings();
  if (!url && !existsSync(join(root, ".godwit", "db"))) return undefined;
  try {
    const database = await project.engine.open(project);
    try {
      const { standings } = await survey(project, database);
      const standing = find(standings, version);
      return standing.record?.rollback ? (await rollbackOf(standing, database)).script : undefined;
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof GodwitError) || error.code === "ROLLBACK_ALTERED") throw error;
    const message = `the history was not asked for a kept rollback: ${error.message}`;
    context.report({ type: "note", message });
    return undefined;
  }
}

/** What holds for running the other one holds for this one. */
function headerOf({ name, header }: Migration): string[] {
  const { transaction, lockTimeout, statementTimeout, kind } = header;
  return [
    `Reverses: ${name}`,
    ...(kind === "data" ? ["Kind: data"] : []),
    ...(transaction ? [`Transaction: ${transaction}`] : []),
    ...(lockTimeout ? [`Lock-Timeout: ${lockTimeout}`] : []),
    ...(statementTimeout ? [`Statement-Timeout: ${statementTimeout}`] : []),
  ];
}

/** The migrations without the one: where they fail, others need it. */
function needed(source: SchemaSource, name: string): SchemaSource {
  const explained =
    <A, B>(work: (given: A) => Promise<B>) =>
    async (given: A): Promise<B> => {
      try {
        return await work(given);
      } catch (error) {
        if (!(error instanceof GodwitError) || error.code !== "MIGRATION_FAILED") throw error;
        throw new GodwitError("PLAN_FAILED", `other migrations need ${name}: ${error.message}`, {
          cause: error.cause,
          hint: "nothing was written; revert those first, the newest first",
          ...(error.at ? { at: error.at } : {}),
          ...(error.database ? { database: error.database } : {}),
        });
      }
    };
  return { ...source, read: explained(source.read), rebuild: explained(source.rebuild) };
}

function nothingToSee(name: string): GodwitError {
  return new GodwitError("NO_ROLLBACK", `${name} has no rollback, and the schema is the same without it`, {
    hint: "what it did to rows only its author knows: write the migration by hand, `godwit new NAME --data`",
  });
}
