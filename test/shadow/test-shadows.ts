// Shadows for tests, in a cache folder of this test file's own, so that nothing of the person's is touched.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ShadowServer } from "../../src/core/schema-database.ts";
import { shadowServer } from "../../src/project/shadow-server.ts";
import { eventually, processesOf } from "../servers/scratch.ts";
import { root } from "../support/root.ts";

export interface TestShadows {
  readonly server: ShadowServer;
  /** The cache folder. */
  readonly cache: string;
  ready(): void;
  close(): Promise<void>;
}

export function testShadows(from = root): TestShadows {
  const cache = mkdtempSync(join(tmpdir(), "godwit-cache-"));
  // Root's servers run as somebody else, who must pass through.
  chmodSync(cache, 0o755);
  const before = process.env.XDG_CACHE_HOME;
  return {
    cache,
    server: shadowServer({ from, variables: {} }),
    ready() {
      process.env.XDG_CACHE_HOME = cache;
    },
    async close() {
      await this.server.close();
      await eventually(
        () => processesOf(cache),
        (found) => found.length === 0,
      );
      if (before === undefined) delete process.env.XDG_CACHE_HOME;
      else process.env.XDG_CACHE_HOME = before;
      rmSync(cache, { recursive: true, force: true });
    },
  };
}
