// Runs the built command line as a user would, in a process of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { root } from "./root.ts";

export interface Result {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON; throws with both outputs when it is not. */
  json<T = Record<string, unknown>>(): T;
}

export interface RunOptions {
  readonly cwd: string;
  /** On top of this process's environment without everything that configures Godwit or PostgreSQL. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly signal?: AbortSignal;
  /** User and group id to run as; only root may choose. */
  readonly user?: number;
}

export interface LiveGodwit {
  readonly child: ChildProcess;
  readonly result: Promise<Result>;
}

export function godwit(args: readonly string[], options: RunOptions): Promise<Result> {
  return startGodwit(args, options).result;
}

/** For tests that kill it or talk to it. */
export function startGodwit(
  args: readonly string[],
  { cwd, env, input, signal, user }: RunOptions,
): LiveGodwit {
  const child = spawn(process.execPath, [join(root, "dist/cli/main.js"), ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: "pipe",
    ...(signal === undefined ? {} : { signal }),
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  return { child, result: collect(child, Promise.all([text(child.stdout), text(child.stderr)])) };
}

/**
 * What configures Godwit, PostgreSQL, AWS or TLS on the machine of whoever runs the tests must not reach them.
 * Reading a bundle of certificates from NODE_EXTRA_CA_CERTS also costs every process more than all else at its start.
 */
export function cleanEnvironment(): Record<string, string | undefined> {
  const foreign =
    /^(GODWIT_|PG|DATABASE_URL$|AWS_|NO_COLOR$|FORCE_COLOR$|CI$|GITHUB_|VITEST|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

async function collect(child: ChildProcess, outputs: Promise<readonly [string, string]>): Promise<Result> {
  const ended = new Promise<Pick<Result, "status" | "signal">>((resolve, reject) => {
    // An abort is an error of the child, too; the signal it dies of tells the test what it wants to know.
    child.on("error", (error) => (error.name === "AbortError" ? undefined : reject(error)));
    child.on("close", (status, signal) => resolve({ status, signal }));
  });
  const [{ status, signal }, [stdout, stderr]] = await Promise.all([ended, outputs]);
  return {
    status,
    signal,
    stdout,
    stderr,
    json<T>() {
      try {
        return JSON.parse(stdout) as T;
      } catch (cause) {
        throw new Error(`not JSON: ${stdout}\n--- stderr:\n${stderr}`, { cause });
      }
    },
  };
}
