// A migration that is started with plain `node` does nothing but say how to run it.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CODES } from "../core/errors.ts";

/**
 * Wraps `migration` (or another maker of migrations) for the public library. It looks at its direct caller:
 * only when that is the very file the process was started with has somebody run a migration by hand. A flag
 * set by Godwit would not do, since a test that imports a migration is no run of Godwit either.
 */
export function tellingPlainNode<Options, Made>(
  make: (options: Options) => Made,
): (options: Options) => Made {
  const telling = (options: Options): Made => {
    const caller = callerOf(telling);
    if (caller !== undefined && isMain(caller)) {
      process.stderr.write(`this is a Godwit migration; ${CODES.PLAIN_NODE.hint}\n`);
      process.exitCode = CODES.PLAIN_NODE.status;
    }
    return make(options);
  };
  return telling;
}

/** Path of the file that called `callee`. Frames are asked, not parsed: paths may look like anything. */
function callerOf(callee: (...args: never[]) => unknown): string | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { readonly stack?: unknown } = {};
  Error.prepareStackTrace = (_, sites) => sites[0]?.getFileName();
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(holder, callee);
  const place = holder.stack;
  Error.stackTraceLimit = stackTraceLimit;
  Error.prepareStackTrace = prepareStackTrace;
  if (typeof place !== "string") return undefined;
  return place.startsWith("file:") ? fileURLToPath(place) : place;
}

function isMain(file: string): boolean {
  const main = process.argv[1];
  return main !== undefined && realPathOf(main) === realPathOf(file);
}

/** Not every frame is a file, and Node accepts a main module without its extension. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
