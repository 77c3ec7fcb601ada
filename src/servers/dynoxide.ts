// Finds Dynoxide, the DynamoDB emulator: one program per platform package.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { GodwitError } from "../core/errors.ts";
import { packageFolder } from "./package-folder.ts";

const RELEASE = "1.2.1";

export interface Dynoxide {
  readonly path: string;
  readonly version: string;
}

/** Throws NO_EMBEDDED where no binary is installed. */
export function findDynoxide(from: string): Dynoxide {
  const platform = `${process.platform}-${process.arch}`;
  const name = `@dynoxide/${platform}`;
  const installed = packageFolder(name, from);
  const path =
    installed && join(installed.folder, process.platform === "win32" ? "dynoxide.exe" : "dynoxide");
  if (installed !== null && path !== null && existsSync(path)) return { path, version: installed.version };
  // The only one that is published, as far as we could see.
  const install =
    platform === "linux-x64" ? `run \`npm install --save-optional ${name}@${RELEASE}\`, or ` : "";
  throw new GodwitError("NO_EMBEDDED", `the DynamoDB emulator for ${platform} is not installed`, {
    hint: `${install}start DynamoDB Local and set \`endpoint\` to its URL (http://127.0.0.1:8000)`,
  });
}
