// Starts `client.ts` in a process of its own, as whichever user, so that tests can kill it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import type { EmbeddedPostgres } from "../../src/servers/embedded-postgres.ts";
import { cleanEnvironment } from "../support/godwit.ts";
import { root } from "../support/root.ts";

/** The client's first line: what it uses, or why it could not. */
export interface Said {
  readonly url?: string;
  readonly endpoint?: string;
  readonly version?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
}

export interface Client {
  readonly child: ChildProcess;
  readonly said: Said;
  /** Releases the server and waits for the process's end. */
  leave(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

export interface As {
  readonly uid?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startClient(
  options: EmbeddedPostgres & { readonly dynamodb?: boolean },
  { uid, env }: As = {},
): Promise<Client> {
  const child = spawn(process.execPath, [await program(), JSON.stringify({ from: root, ...options })], {
    cwd: "/",
    env: { ...cleanEnvironment(), ...env },
    stdio: ["pipe", "pipe", "inherit"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, "line"), ended])) as [unknown];
  if (typeof line !== "string")
    throw new Error(`the client ended with ${String(line)} before it said anything`);
  return {
    child,
    said: JSON.parse(line) as Said,
    async leave() {
      child.stdin.end();
      await ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

let built: Promise<string> | null = null;

/** Node 20 runs no TypeScript. Inside the repository, because the client looks for the built keeper upwards. */
function program(): Promise<string> {
  built ??= (async () => {
    const outfile = join(root, ".cache", "test", `client-${process.pid}.mjs`);
    mkdirSync(join(root, ".cache", "test"), { recursive: true });
    const entry = join(root, "test/servers/client.ts");
    await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm" });
    if (!existsSync(outfile)) throw new Error(`${outfile} was not built`);
    return outfile;
  })();
  return built;
}
