// Cuts a DynamoDB migration into steps: a module is one step, which bears being run again.
import { sha256 } from "../core/digest.ts";
import { GodwitError } from "../core/errors.ts";
import type { Direction } from "../core/event.ts";
import type { Finding } from "../core/finding.ts";
import type { Header, Script } from "../core/migration.ts";
import { asDynamoMigration, type DynamoScript } from "../core/module-dynamo.ts";
import type { Program, Step } from "../core/step.ts";

/** The engine's form of a step: the module's function, with the way it goes. */
export interface ModuleRun {
  readonly direction: Direction;
  /** Absent where the images that `up` kept are put back instead. */
  readonly run: DynamoScript | undefined;
  /** Of the file. */
  readonly checksum: string;
}

/** Loads the module, which by itself does nothing; throws where it cannot be run against DynamoDB. */
export async function readProgram(
  script: Script,
  header: Header,
  direction: Direction,
): Promise<Program<ModuleRun>> {
  const at = { file: script.file };
  if (script.language !== "module" || !script.load) {
    throw new GodwitError("MODULE_INVALID", `${script.file} is SQL, which DynamoDB does not run`, {
      at,
      hint: "give this environment a folder of its own, or limit the file with the header `Environments`",
    });
  }
  refuseConditions(header.requires, script.file);
  const migration = asDynamoMigration(await script.load(), script.file);
  // An init is read as what gives its items.
  const run = "init" in migration ? migration.init : migration[direction];
  const step: Step<ModuleRun> = {
    op: { direction, run, checksum: script.checksum },
    text: run ? `${direction} of ${script.file}` : `before-images of ${script.file}`,
    // Not of the file's bytes: what was interrupted or failed runs again as the file is then, corrected perhaps.
    hash: sha256(`module ${direction}`),
    at,
    afterCrash: "again",
  };
  return {
    steps: [step],
    parts: [{ atomic: false, first: 0, steps: [step] }],
    notes: notesOn(header, at.file),
    atomic: false,
  };
}

/** Throws HEADER_INVALID where there are any: conditions are SQL. */
export function refuseConditions(requires: readonly string[], file: string): void {
  if (requires.length === 0) return;
  throw new GodwitError("HEADER_INVALID", `${file} has a \`Requires\` header, which is SQL`, {
    at: { file },
    hint: "look at the condition in `up` with `ctx.get`, and throw when it is not true",
  });
}

/** Headers that speak of PostgreSQL's locks and transactions say nothing here. */
function notesOn(header: Header, file: string): readonly Finding[] {
  const keys = [
    ...(header.lockTimeout === undefined ? [] : ["Lock-Timeout"]),
    ...(header.statementTimeout === undefined ? [] : ["Statement-Timeout"]),
    ...(header.transaction === undefined ? [] : ["Transaction"]),
  ];
  return keys.map((key) => ({
    rule: "header-without-effect",
    severity: "note",
    message: `the header \`${key}\` has no effect on DynamoDB`,
    at: { file },
  }));
}
