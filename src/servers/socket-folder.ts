// A private place for a keeper's socket, with a path short enough for every system.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { GodwitError } from "../core/errors.ts";

/** macOS has room for 104 bytes with the closing zero, Linux for 108. */
const LONGEST = 103;
const NAME = "keeper.sock";

/** A new path that only this user can connect to: a socket in a folder of mode 0700, or a named pipe. */
export function newSocketPath(): string {
  if (process.platform === "win32") return `\\\\.\\pipe\\godwit-${randomBytes(16).toString("hex")}`;
  const places = [tmpdir(), "/tmp"].filter(
    (place) => Buffer.byteLength(join(place, "godwit-123456", NAME)) <= LONGEST,
  );
  let cause: unknown;
  for (const place of places) {
    try {
      return join(mkdtempSync(join(place, "godwit-")), NAME);
    } catch (error) {
      cause = error;
    }
  }
  throw new GodwitError("WRITE_FAILED", `cannot make a folder for a socket in ${places.join(" or ")}`, {
    cause,
    hint: "set TMPDIR to a folder with a short path that you may write",
  });
}

/** Removes a socket and its folder, nothing else: a dead keeper's path is read from a file in the project. */
export function removeSocketPath(path: string): void {
  if (process.platform === "win32" || basename(path) !== NAME) return;
  try {
    rmSync(path, { force: true });
    rmdirSync(dirname(path));
  } catch {
    // Somebody else's, or gone already: an empty folder in the temporary place does no harm.
  }
}
