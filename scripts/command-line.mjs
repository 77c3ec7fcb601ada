// Builds dist/cli/: the chunks as CommonJS, those of the common path in one file whose compiled code can be kept.
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build, transform } from "esbuild";

/** What every deployment runs; whatever they need at once is in the one file. */
const COMMON = [
  "src/cli/main.ts",
  "src/cli/commands/up.ts",
  "src/cli/commands/status.ts",
  "src/cli/commands/check.ts",
  "src/cli/read-words.ts",
  "src/settings/config-schema.ts",
  "src/drivers/pg.ts",
  "src/postgres/database.ts",
];

/** Of every chunk's function; `src/cli/loader.ts` calls it. */
const PARAMETERS = "exports,require,module,__godwitLoad,__godwitImport,__godwitUrl";

/** Answers the inputs that went in, for the licences. */
export async function buildCommandLine(options, outdir) {
  const folder = join(outdir, "cli");
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: { main: "src/cli/main.ts", library: "src/index.ts" },
    outdir: folder,
    splitting: true,
    format: "esm",
    define: { ...options.define, "import.meta.url": "__godwitUrl" },
    chunkNames: "[name]-[hash]",
    metafile: true,
    write: false,
  });
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, about]) => [basename(path), about]));
  const common = reachedAtOnce(outputs);
  mkdirSync(join(folder, "chunks"), { recursive: true });
  const bodies = [];
  for (const { path, text } of outputFiles) {
    const name = basename(path);
    const body = await asCommonJs(text, name, outputs.get(name));
    if (common.has(name)) bodies.push(`${JSON.stringify(name)}(${PARAMETERS}){${body}}`);
    else writeFileSync(join(folder, "chunks", name), `(function(${PARAMETERS}){${body}})`);
  }
  const text = `({${bodies.join(",\n")}})`;
  writeFileSync(join(folder, "common.js"), text);
  // The rest of the package is of ES modules.
  writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }\n');
  await buildLoader(options, folder, createHash("sha256").update(text).digest("hex").slice(0, 16));
  // What a project's own files get for `import … from "godwit"`: the copy that runs already, not a second one. Node
  // finds the names by the last line, which never runs.
  const names = outputs.get("library.js").exports.join(", ");
  writeFileSync(
    join(folder, "library.js"),
    `module.exports = require("./loader.js").load("./library.js");\n0 && (module.exports = { ${names} });\n`,
  );
  return metafile.inputs;
}

/** Names of the outputs that the common entries import, directly or not, without waiting for anything. */
function reachedAtOnce(outputs) {
  const reached = new Set();
  const visit = (name) => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const { path, kind } of outputs.get(name)?.imports ?? [])
      if (kind === "import-statement" && outputs.has(basename(path))) visit(basename(path));
  };
  for (const entry of COMMON) {
    const found = [...outputs].find(([, { entryPoint }]) => entryPoint === entry);
    if (!found) throw new Error(`${entry} is no chunk of its own`);
    visit(found[0]);
  }
  return reached;
}

/** A chunk as the body of a function. What it imports lazily is the loader's to find: our own chunks, and packages. */
async function asCommonJs(text, name, { imports }) {
  const own = new Set(imports.filter(({ external }) => !external).map(({ path }) => basename(path)));
  let lazy = 0;
  const body = text.replace(/(?<![.\w$])import\((?:"\.[^"]*\/([^"/]+)"\))?/g, (_, chunk) => {
    lazy++;
    if (chunk === undefined) return "__godwitImport(";
    if (!own.has(chunk)) throw new Error(`${name} imports ${chunk}, which is no chunk`);
    return `__godwitLoad(${JSON.stringify(`./${chunk}`)})`;
  });
  const known = imports.filter(({ kind }) => kind === "dynamic-import").length;
  if (lazy < known) throw new Error(`${name} has ${known} lazy imports, of which ${lazy} were found`);
  const { code } = await transform(body, {
    format: "cjs",
    target: "node20.19",
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
  });
  return code;
}

async function buildLoader(options, folder, digest) {
  await build({
    ...options,
    entryPoints: { loader: "src/cli/loader.ts" },
    outdir: folder,
    format: "cjs",
    define: { ...options.define, __GODWIT_BUILD__: JSON.stringify(digest) },
  });
  writeFileSync(join(folder, "main.js"), '#!/usr/bin/env node\nrequire("./loader.js").load("./main.js");\n');
  chmodSync(join(folder, "main.js"), 0o755);
}
