// Finds programs that the server binaries lack, for tests that use them where they are installed.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The path of `psql`, or null: then the test skips itself visibly. */
export function hasPsql(): string | null {
  return installedProgram("psql");
}

export function hasPgDump(): string | null {
  return installedProgram("pg_dump");
}

export function installedProgram(name: string): string | null {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, file);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this one.
    }
  }
  return null;
}
