// The schema that pages describe: of the database, where it can be reached, else what the migrations give on a shadow.
import { resolve } from "node:path";
import { writtenSteps } from "../actions/written-schema.ts";
import { asGodwitError } from "../core/errors.ts";
import type { Schema } from "../core/fact.ts";
import type { SchemaSource, WrittenStep } from "../core/schema-database.ts";
import { without } from "../core/without.ts";
import { majorOf } from "../postgres/schema-database.ts";
import type { ProjectOptions } from "../project.ts";
import type { Comparison } from "./compare.ts";
import { openOwnDatabase } from "./live-database.ts";

export interface Described {
  readonly schema: Schema;
  readonly steps: readonly WrittenStep[];
  /** Where it comes from, as a sentence. */
  readonly source: string;
  /** What could not be read or made, one sentence each. */
  readonly missing: readonly string[];
}

interface Wish {
  readonly options: ProjectOptions;
  readonly comparison: Comparison;
  /** A side as `diff` names it; without one the database or the migrations. */
  readonly from: string | undefined;
}

export async function describedSchema({ options, comparison, from }: Wish): Promise<Described> {
  if (from !== undefined) return ofSource(await comparison.source(from), comparison);
  if (!(await hasDatabase(options))) return ofSource(await comparison.source("migrations"), comparison);
  let database: Awaited<ReturnType<typeof openOwnDatabase>>;
  try {
    database = await openOwnDatabase(options);
  } catch (error) {
    const { message } = asGodwitError(error);
    options.report({ type: "note", message: `the schema is that of the migrations: ${message}` });
    return ofSource(await comparison.source("migrations"), comparison);
  }
  try {
    const { version } = await database.identify();
    const { environment } = options.settings;
    const source =
      environment === undefined ? "As the database has it." : `As the database of ${environment} has it.`;
    return described(await database.read(), { comparison, major: majorOf(version), source });
  } finally {
    await database.close();
  }
}

/** An embedded server is not made only to be read. */
export async function hasDatabase({
  settings: { url, root },
}: Pick<ProjectOptions, "settings">): Promise<boolean> {
  if (url) return true;
  const { postgresStatus } = await import("../servers/embedded-postgres.ts");
  return (await postgresStatus(resolve(root, ".godwit", "db"))).state !== "absent";
}

async function ofSource(source: SchemaSource, comparison: Comparison): Promise<Described> {
  try {
    const database = await source.identify();
    const major = database ? majorOf(database.version) : await comparison.major();
    const { ownCluster, roles } = await source.needs();
    const reading = await source.read({ major, roles, ownCluster: ownCluster || roles.length > 0 });
    const there = reading.shadow ? await reading.shadow.identify() : database;
    const where = database ? `As ${source.title} has it.` : `As given by ${source.title}, on a shadow.`;
    const about = { comparison, major: there ? majorOf(there.version) : (major ?? 0), source: where };
    const found = described(reading, about);
    // A live database has what no shadow of ours can have.
    const left = database ? [] : reading.skipped.map(({ message }) => message);
    return { ...found, missing: [...left, ...found.missing] };
  } finally {
    await source.close();
  }
}

interface About {
  readonly comparison: Comparison;
  readonly major: number;
  readonly source: string;
}

function described(
  { schema, unmodelled }: { readonly schema: Schema; readonly unmodelled: readonly string[] },
  { comparison: { engine, own }, major, source }: About,
): Described {
  const steps = writtenSteps({ schema }, { engine, own, major });
  return { schema: without(schema, own).schema, steps, source, missing: [...unmodelled].sort() };
}
