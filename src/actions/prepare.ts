// Reads a migration's scripts into programs, before anything runs.
import { GodwitError } from "../core/errors.ts";
import type { Direction } from "../core/event.ts";
import type { Finding } from "../core/finding.ts";
import type { Header, Migration, Script } from "../core/migration.ts";
import type { Program, Step } from "../core/step.ts";
import type { Project } from "./project.ts";

export interface Prepared {
  readonly program: Program;
  readonly verify: readonly Step[];
}

/** Throws for syntax errors and refused statements, at their place in the file. */
export async function prepare(project: Project, migration: Migration): Promise<Prepared> {
  const program = await readScript(project, migration.up, { header: migration.header, direction: "up" });
  if (migration.repeatable && !program.atomic && program.steps.length > 0) {
    throw new GodwitError("SQL_REFUSED", `${migration.name} is repeatable and must be one transaction`, {
      at: { file: migration.up.file },
      hint: "move what cannot run in a transaction into a numbered migration",
    });
  }
  const verify = migration.verify
    ? await readScript(project, migration.verify, { header: migration.header, direction: "up" })
    : undefined;
  return { program, verify: verify?.steps ?? [] };
}

export interface Reading {
  readonly header: Header;
  readonly direction: Direction;
}

export async function readScript(
  project: Project,
  script: Script,
  { header, direction }: Reading,
): Promise<Program> {
  const { placeholders } = project.settings;
  const program = await project.engine.read(script, header, { direction, placeholders });
  for (const note of program.notes) tell(project, note);
  return program;
}

/** A finding about a file, said once. */
export function tell({ report }: Project, { message, hint, at }: Finding): void {
  const place = at === undefined ? "" : `${at.file}${at.line === undefined ? "" : `:${at.line}`}`;
  const where = place === "" || message.startsWith(place) ? "" : `${place}: `;
  report({ type: "note", message: `${where}${message}`, ...(hint === undefined ? {} : { hint }) });
}
