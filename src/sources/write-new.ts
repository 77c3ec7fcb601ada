// Writes files that are not there yet; what is there is never touched.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { GodwitError } from "../core/errors.ts";

export interface NewFile {
  readonly path: string;
  /** As people see it. */
  readonly shown: string;
  readonly text: string;
}

/** All of them or none. Throws FILE_EXISTS and WRITE_FAILED. */
export function writeNew(files: readonly NewFile[]): void {
  const written: string[] = [];
  for (const { path, shown, text } of files) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: "wx" });
      written.push(path);
    } catch (cause) {
      for (const done of written) rmSync(done, { force: true });
      throw writeError(shown, cause);
    }
  }
}

export function writeError(shown: string, cause: unknown): GodwitError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "EEXIST") {
    return new GodwitError("FILE_EXISTS", `${shown} exists already`, { cause, at: { file: shown } });
  }
  const reason = code === "" ? "" : ` (${code})`;
  return new GodwitError("WRITE_FAILED", `${shown} cannot be written${reason}`, {
    cause,
    at: { file: shown },
  });
}
