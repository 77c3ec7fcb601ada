// A migration file of 20 MB is read within 500 MB of memory.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";

const MEGABYTES = 500;
const folder = mkdtempSync(join(tmpdir(), "godwit-large-"));
const program = join(folder, "read.mjs");

/** The bundle stands outside of the project, so it names the parser by its full address. */
const parserByAddress: Plugin = {
  name: "parser-by-address",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^libpg-query$/ }, () => ({
      path: import.meta.resolve("libpg-query"),
      external: true,
    }));
  },
};

/** Reads a generated file of 20 MB and prints what became of it; a process of its own has its own memory. */
const READER = `
  import { readDocument } from "./document.ts";
  import { fingerprint } from "./fingerprint.ts";
  const parts = process.argv[2] === "one" ? ["INSERT INTO t VALUES\\n"] : [];
  let size = 0;
  for (let i = 0; size < 20_000_000; i++) {
    const part = process.argv[2] === "one"
      ? \`(\${i}, 'Zoë \${i}'),\\n\`
      : \`INSERT INTO app.users (id, name) VALUES (\${i}, 'Zoë \${i}'); CREATE INDEX i\${i} ON t (lower(a), b) WHERE c > \${i};\\n\`;
    size += part.length;
    parts.push(part);
  }
  if (process.argv[2] === "one") parts.push("(1, 'x');");
  const bytes = new TextEncoder().encode(parts.join(""));
  parts.length = 0;
  const { statements } = await readDocument({ bytes, file: "x.sql", placeholders: {} });
  const last = statements.at(-1);
  fingerprint({ bytes, file: "x.sql" });
  console.log(JSON.stringify({
    bytes: bytes.length,
    statements: statements.length,
    nodeName: last.nature.nodeName,
    end: last.end,
    megabytes: process.resourceUsage().maxRSS / 1024,
  }));
`;

beforeAll(async () => {
  await build({
    stdin: { contents: READER, resolveDir: join(import.meta.dirname, "../src/postgres/parse"), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    plugins: [parserByAddress],
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ["many", 300_000, "IndexStmt"],
  // One statement of 20 MB is too large for a tree; it is judged by its words.
  ["one", 1, null],
])("reads 20 MB of %s within 500 MB", { timeout: 120_000 }, (kind, atLeast, nodeName) => {
  const { stdout, stderr } = spawnSync(process.execPath, [program, kind], { encoding: "utf8" });
  expect(stderr).toBe("");
  const answer: {
    bytes: number;
    statements: number;
    nodeName: string | null;
    end: number;
    megabytes: number;
  } = JSON.parse(stdout);
  expect(answer.statements).toBeGreaterThanOrEqual(atLeast);
  expect(answer.nodeName).toBe(nodeName);
  expect(answer.bytes - answer.end).toBeLessThanOrEqual(2);
  expect(answer.megabytes).toBeLessThan(MEGABYTES);
});
