// A schema as one SQL file: the same bytes for the same facts, to commit, to review and to load into an empty database.
import type { SchemaReading } from "../core/fact.ts";
import type { SchemaEngine, WrittenStep } from "../core/schema-database.ts";
import { without } from "../core/without.ts";
import type { DiffProject } from "./diff-project.ts";

export interface Writing {
  readonly engine: SchemaEngine;
  /** What is no part of any schema: Godwit's own tables. */
  readonly own: DiffProject["own"];
  /** Of the server that the schema was read from. */
  readonly major: number;
}

/** The first line: a file that begins otherwise is somebody else's. */
export const WRITTEN_BY = "-- Written by Godwit from the migrations. Change it by a migration, not here.";

/** Throws PLAN_CIRCLE. */
export function writtenSchema(
  reading: Pick<SchemaReading, "schema" | "unmodelled">,
  writing: Writing,
): string {
  const unknown = [...reading.unmodelled]
    .sort()
    .map((title) => `-- Not written, as Godwit does not know it: ${oneLine(title)}`);
  const statements = writtenSteps(reading, writing).map(({ text }) => `${text};`);
  return `${[[WRITTEN_BY, ...unknown].join("\n"), OPENING, ...statements].join("\n\n")}\n`;
}

/** The same as steps, each with what it is read under. */
export function writtenSteps(
  { schema }: Pick<SchemaReading, "schema">,
  { engine, own, major }: Writing,
): readonly WrittenStep[] {
  return engine.write(without(schema, own).schema, { major });
}

/**
 * Functions may stand before what their bodies name. Every name is written in full; the path stays for functions that
 * an index or a check runs, whose bodies may need it.
 */
const OPENING = "set check_function_bodies = off;";

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
