// Builds dist/runtime.js: all that a bundle of `godwit bundle` runs on, as one text that reads no file.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** What a bundle never does: start a server, load a file, be started with plain `node`. */
const NOTHING = "export {};";
const STUBS = [
  [/[\\/]src[\\/]servers[\\/][^\\/]+\.ts$/, NOTHING],
  [/[\\/]src[\\/]sources[\\/]plain-node\.ts$/, "export const tellingPlainNode = (make) => make;"],
];

const inMemory = {
  name: "in memory",
  setup(build) {
    for (const [filter, contents] of STUBS) build.onLoad({ filter }, () => ({ contents, loader: "js" }));
    build.onResolve({ filter: /^jiti$/ }, ({ path }) => ({ path, namespace: "nothing" }));
    build.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: NOTHING, loader: "js" }));
    // The grammar's own loader looks for a file beside it.
    build.onLoad({ filter: /libpg-query[\\/]wasm[\\/]index\.js$/ }, ({ path }) => {
      const wasm = readFileSync(path.replace(/index\.js$/, "libpg-query.wasm"));
      const text = JSON.stringify(gzipSync(wasm, { level: 9 }).toString("base64"));
      const contents = replaced(readFileSync(path, "utf8"), path, [
        ["PgQueryModule()", "PgQueryModule({ wasmBinary: gunzipSync(Buffer.from(packed, 'base64')) })"],
      ]);
      return { contents: `import { gunzipSync } from "node:zlib";\nconst packed = ${text};\n${contents}` };
    });
    build.onLoad({ filter: /libpg-query[\\/]wasm[\\/]libpg-query\.js$/ }, ({ path }) => ({
      contents: replaced(readFileSync(path, "utf8"), path, [
        ['__dirname+"/"', '""'],
        ["return getBinarySync(binaryFile)", "return moduleArg.wasmBinary"],
        ["if(!wasmBinary){try{", "if(false){try{"],
      ]),
    }));
  },
};

/** A package that no longer has what is replaced must be looked at again. */
function replaced(text, path, pairs) {
  for (const [from, to] of pairs) {
    if (!text.includes(from)) throw new Error(`${path} has no longer ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

/** Answers the inputs that went in, for the licences. */
export async function buildRuntime(options, outdir) {
  const { metafile } = await build({
    ...options,
    stdin: {
      contents: 'export * from "./src/index.ts";\nexport { lambda } from "./src/runners/lambda.ts";\n',
      resolveDir: process.cwd(),
      sourcefile: "runtime.js",
    },
    outfile: join(outdir, "runtime.js"),
    format: "esm",
    mainFields: ["module", "main"],
    external: options.external.filter((name) => name !== "libpg-query" && name !== "jiti"),
    plugins: [inMemory, ...options.plugins],
    minify: true,
    charset: "utf8",
    metafile: true,
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  return metafile.inputs;
}
