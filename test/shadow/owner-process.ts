// Starts a process that owns a shadow, to be killed.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../support/root.ts";

export interface Owner {
  readonly url: string;
  kill(): Promise<void>;
}

export async function startOwner(cache: string, sort = "shared"): Promise<Owner> {
  const child = spawn(
    process.execPath,
    [join(root, "node_modules/jiti/lib/jiti-cli.mjs"), join(root, "test/shadow/owner.ts"), sort],
    {
      env: { ...process.env, XDG_CACHE_HOME: cache },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  for await (const line of createInterface(child.stdout)) {
    return {
      url: line,
      async kill() {
        child.kill("SIGKILL");
        await exited;
      },
    };
  }
  throw new Error("the owner of a shadow ended before it said where the shadow is");
}
