// Cuts a DynamoDB migration into steps: a module is one step, which bears being run again.
import { sha256 } from "../core/digest.ts";
import type { ReadOptions } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Direction } from "../core/event.ts";
import type { Finding } from "../core/finding.ts";
import type { Header, Script } from "../core/migration.ts";
import type { Program, Step } from "../core/step.ts";
import { asDynamoMigration, type DynamoScript } from "./module.ts";

/** The engine's form of a step: the module's function, with the way it goes. */
export interface ModuleRun {
  readonly direction: Direction;
  readonly run: DynamoScript;
}

/** Loads the module, which by itself does nothing; throws where it cannot be run against DynamoDB. */
export async function readProgram(
  script: Script,
  header: Header,
  { direction = "up" }: Pick<ReadOptions, "direction">,
): Promise<Program<ModuleRun>> {
  const at = { file: script.file };
  if (script.language !== "module" || !script.load) {
    throw new GodwitError("MODULE_INVALID", `${script.file} is SQL, which DynamoDB does not run`, {
      at,
      hint: "give this environment a folder of its own, or limit the file with the header `Environments`",
    });
  }
  if (header.requires.length > 0) {
    throw new GodwitError("HEADER_INVALID", `${script.file} has a \`Requires\` header, which is SQL`, {
      at,
      hint: "look at the condition in `up` with `ctx.get`, and throw when it is not true",
    });
  }
  const migration = asDynamoMigration(await script.load(), script.file);
  const run = migration[direction];
  if (!run) {
    throw new GodwitError("NO_ROLLBACK", `${script.file} has no \`down\``, {
      at,
      hint: "add `down(ctx)` to the migration, then run `godwit down` again",
    });
  }
  const step: Step<ModuleRun> = {
    op: { direction, run },
    text: `${direction} of ${script.file}`,
    hash: sha256(`${direction}\n${script.checksum}`),
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
