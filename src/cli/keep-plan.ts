// `plan --out FILE`: the plan as `up --plan` reads it.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { GodwitError } from "../core/errors.ts";
import type { Context } from "./context.ts";

export function keepPlan(context: Context, file: string, document: object): void {
  try {
    writeFileSync(resolve(context.cwd, file), `${JSON.stringify(document, null, 2)}\n`);
  } catch (cause) {
    throw new GodwitError("FILE_WRITE", `cannot write ${file}: ${(cause as Error).message}`, { cause });
  }
  context.report({ type: "note", message: `wrote ${file}` });
}
