// Lets a benchmark import a TypeScript file of the sources, bundled as the build does it.
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const cache = join(root, ".cache", "bench");

export async function sources(file) {
  const out = join(cache, "sources", file.replaceAll("/", "-").replace(/\.ts$/, ".mjs"));
  await build({
    entryPoints: [join(root, file)],
    outfile: out,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    logLevel: "error",
    define: { __GODWIT_VERSION__: '"bench"' },
  });
  return import(pathToFileURL(out).href);
}
