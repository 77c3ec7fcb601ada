// Writes every event as one line of JSON to the file that GODWIT_EVENTS names, for machines that follow a run.
import { closeSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { GodwitError } from "../core/errors.ts";
import type { OpenReporter, ReporterOptions } from "./reporter.ts";

/** Appends, so that several runs can share a file. Throws WRITE_FAILED when the file cannot be opened. */
export function json({ variables, cwd }: ReporterOptions): OpenReporter | undefined {
  const path = variables.GODWIT_EVENTS;
  if (!path) return undefined;
  const file = open(resolve(cwd, path), path);
  return {
    report: (event) => {
      writeSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
    },
    close: () => closeSync(file),
  };
}

function open(path: string, shown: string): number {
  try {
    return openSync(path, "a");
  } catch (cause) {
    throw new GodwitError("WRITE_FAILED", `${shown}, named by GODWIT_EVENTS, cannot be written`, { cause });
  }
}
