// Writes docs/commands.md from the commands' own help. `--check` only compares, and fails when it is stale.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const page = "docs/commands.md";
const folder = mkdtempSync(join(tmpdir(), "godwit-docs-"));
try {
  await build({
    stdin: {
      contents:
        'export { COMMANDS } from "./src/cli/commands.ts"; export { manual } from "./src/cli/manual.ts";',
      resolveDir: root,
      loader: "ts",
    },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    logLevel: "error",
    // Commands may import what is installed here; from a temporary folder Node would not find it.
    plugins: [
      {
        name: "resolve-from-here",
        setup({ onResolve }) {
          onResolve({ filter: /^[^./]/ }, ({ path }) =>
            path.startsWith("node:") ? undefined : { path: import.meta.resolve(path), external: true },
          );
        },
      },
    ],
  });
  const { COMMANDS, manual } = await import(pathToFileURL(join(folder, "stdin.mjs")).href);
  const text = await manual(COMMANDS);
  if (process.argv.includes("--check")) {
    if (readFileSync(page, "utf8") !== text) {
      console.error(`${page} is stale: run node scripts/docs.mjs`);
      process.exitCode = 1;
    }
  } else {
    writeFileSync(page, text);
    console.log(`wrote ${page}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
