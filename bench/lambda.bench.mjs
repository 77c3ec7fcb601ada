// A bundle in the emulated Lambda, beside a handler that only connects with `pg` and asks one question.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { say, target } from "./figures.mjs";
import { runProcess } from "./measure.mjs";
import { godwit } from "./peers.mjs";
import { freshDatabase, withServer } from "./server.mjs";
import { root, sources } from "./sources.mjs";

const ROUNDS = 15;
const MIGRATIONS = 30;

/** What everybody writes who needs one query. */
const BARE = `import pg from "pg";
export async function handler() {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    return (await client.query("select 1 as one")).rows;
  } finally {
    await client.end();
  }
}
`;

export async function run() {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "godwit-bench-lambda-"));
  const { emulatedFunction } = await sources("test/support/lambda-runtime.ts");
  try {
    await project(join(folder, "project"));
    const ours = join(folder, "ours");
    const cwd = join(folder, "project");
    const bundle = (out) =>
      runProcess({ command: process.execPath, args: [godwit, "bundle", "--out", out], cwd });
    await bundle(join(ours, "index.mjs"));
    await bundle(join(folder, "code.zip"));
    const bare = join(folder, "bare");
    mkdirSync(bare);
    await build({
      stdin: { contents: BARE, resolveDir: root },
      outfile: join(bare, "index.mjs"),
      bundle: true,
      minify: true,
      format: "esm",
      platform: "node",
      target: "node20.19",
      external: ["pg-native", "pg-cloudflare"],
      logLevel: "error",
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    });
    target("the bundle, zipped", statSync(join(folder, "code.zip")).size / 1e6, { most: 3, unit: "MB" });
    await withServer("none", async (server) => {
      const database = await freshDatabase(server);
      const of = (folder) =>
        emulatedFunction({
          folder,
          timeoutMs: 60_000,
          environment: { DATABASE_URL: database.url },
          bootstrap: join(root, "test/support/lambda-bootstrap.mjs"),
        });
      const first = await of(ours);
      const applied = (await first.invoke({ action: "migrate" })).payload;
      if (applied?.migrations?.length !== MIGRATIONS) throw new Error(JSON.stringify(applied));
      await first.close();
      const times = { ours: [], bare: [] };
      for (let round = 0; round < ROUNDS; round++) {
        for (const [name, place] of [
          ["bare", bare],
          ["ours", ours],
        ]) {
          const made = await of(place);
          const cold = await made.invoke({ action: "migrate" });
          const warm = await made.invoke({ action: "migrate" });
          for (const { functionError, payload } of [cold, warm])
            if (functionError || payload.ok === false) throw new Error(made.log());
          times[name].push([cold.coldMs, cold.tookMs, warm.tookMs]);
          await made.close();
        }
      }
      await database.drop();
      const median = (list, index) => list.map((one) => one[index]).sort((a, b) => a - b)[ROUNDS >> 1];
      const labels = ["start and import", "first invocation", "warm invocation"];
      for (const [index, label] of labels.entries()) {
        const [mine, theirs] = [median(times.ours, index), median(times.bare, index)];
        say(`${label}: ${mine.toFixed(1)} ms, bare pg ${theirs.toFixed(1)} ms`);
        target(`${label} to a bare pg handler`, mine / theirs, { most: 3 });
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function project(folder) {
  mkdirSync(join(folder, "migrations"), { recursive: true });
  writeFileSync(
    join(folder, "godwit.config.ts"),
    'import { defineConfig } from "godwit";\nexport default defineConfig({ lockTimeout: "1s" });\n',
  );
  for (let number = 1; number <= MIGRATIONS; number++) {
    const version = String(number).padStart(3, "0");
    writeFileSync(
      join(folder, `migrations/${version}_table.sql`),
      `create table t${number} (id bigint primary key, name text not null);\n`,
    );
  }
}
