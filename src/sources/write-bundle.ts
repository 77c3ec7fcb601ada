// Writes a bundle as the text of one ES module: our runtime, the data, and the project's own TypeScript compiled into it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Esbuild from "esbuild";
import { GodwitError, type Location } from "../core/errors.ts";

export interface BundleText {
  /** The project's folder, absolute. */
  readonly root: string;
  /** Path of the runtime that our own build makes. */
  readonly runtime: string;
  /** As JSON. */
  readonly data: string;
  /** Relative to `root`; `json` where it is no code. */
  readonly config: { readonly file: string; readonly json?: string } | null;
  /** Files of TypeScript and JavaScript migrations, relative to `root`. */
  readonly modules: readonly string[];
  /** Of AWS's packages, those that shall be in it; the others are found where it runs. */
  readonly include: readonly string[];
}

/** Throws NOT_SUPPORTED without esbuild where it is needed, and MODULE_INVALID for what it cannot compile. */
export async function bundleText(wanted: BundleText): Promise<string> {
  const { config, modules, root, runtime } = wanted;
  const isCode = modules.length > 0 || (config !== null && config.json === undefined);
  const entry = entryOf(wanted);
  if (isCode) return compiled(wanted, entry);
  const text = readFileSync(runtime, "utf8").trimEnd();
  const local = /([\w$]+) as lambda\b/.exec(text.slice(text.lastIndexOf("export{")))?.[1];
  if (local === undefined)
    throw new GodwitError("BUG", `${relative(root, runtime)} has no export named lambda`);
  return `${text}\n${entry(local)}`;
}

/** Our own build looks for this word before a bracket, and would take it for an import of ours. */
const LAZILY = ["im", "port"].join("");

/** The module's last statement, given what the runtime's function is called. */
function entryOf({ data, config, modules }: BundleText): (lambda: string) => string {
  const load = (file: string): string => `() => ${LAZILY}(${JSON.stringify(`./${file}`)})`;
  const setting =
    config === null
      ? "null"
      : `{ shown: ${JSON.stringify(config.file)}, load: ${config.json === undefined ? load(config.file) : `() => (${config.json})`} }`;
  const list = modules.map((file) => `${JSON.stringify(file)}: ${load(file)}`).join(", ");
  // A string is read when it is asked for; an object would be, each time the module is loaded.
  return (lambda) =>
    `export const { handler, onEvent, isComplete } = ${lambda}({ bundle: () => JSON.parse(${JSON.stringify(data)}), config: ${setting}, modules: { ${list} } });\n`;
}

async function compiled(
  { root, runtime, include }: BundleText,
  entry: (lambda: string) => string,
): Promise<string> {
  const { build } = await loadEsbuild(root);
  try {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { lambda } from "godwit";\n${entry("lambda")}`,
        resolveDir: root,
        sourcefile: "bundle.mjs",
      },
      absWorkingDir: root,
      bundle: true,
      write: false,
      outfile: "index.mjs",
      platform: "node",
      target: "node20.19",
      format: "esm",
      mainFields: ["module", "main"],
      minify: true,
      legalComments: "none",
      charset: "utf8",
      logLevel: "silent",
      // Packages that are CommonJS ask for Node's own modules; the runtime has this line too, under another name.
      banner: {
        js: 'import { createRequire as __bundleRequire } from "node:module"; const require = __bundleRequire(import.meta.url);',
      },
      plugins: [placesOf(runtime, include)],
    });
    return outputFiles[0]?.text ?? "";
  } catch (thrown) {
    throw failureOf(thrown);
  }
}

/** The one copy of our library is the runtime, and AWS's packages are those of the platform unless they are wanted. */
function placesOf(runtime: string, include: readonly string[]): Esbuild.Plugin {
  const wanted = new Set(include);
  return {
    name: "places",
    setup(build) {
      build.onResolve({ filter: /^godwit$/ }, () => ({ path: runtime }));
      build.onResolve({ filter: /^@aws-sdk\// }, ({ path, importer }) => {
        const isOurs = importer === runtime;
        return isOurs && !wanted.has(path) ? { path, external: true } : undefined;
      });
      build.onResolve({ filter: /^(?:pg-native|pg-cloudflare|@aws-crt\/.*|aws-crt)$/ }, ({ path }) => ({
        path,
        external: true,
      }));
    },
  };
}

/** The project's own, else the one beside us. */
async function loadEsbuild(root: string): Promise<typeof Esbuild> {
  let path = "esbuild";
  try {
    path = pathToFileURL(createRequire(join(root, "bundle.mjs")).resolve(path)).href;
  } catch {
    // Beside us, or nowhere.
  }
  try {
    const loaded = await import(path);
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new GodwitError(
      "NOT_SUPPORTED",
      "TypeScript in a bundle is compiled by esbuild, which is not installed",
      {
        cause,
        hint: "run `npm install --save-dev esbuild`; SQL migrations with a godwit.config.json need none",
      },
    );
  }
}

function failureOf(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !("errors" in thrown) || !Array.isArray(thrown.errors)) return thrown;
  const [first] = thrown.errors as readonly Esbuild.Message[];
  if (!first) return thrown;
  const { location, text } = first;
  const at: Location | undefined = location
    ? { file: location.file, line: location.line, column: location.column + 1 }
    : undefined;
  const place = at ? `${at.file}:${at.line}:${at.column}: ` : "";
  return new GodwitError("MODULE_INVALID", `${place}${text}`, {
    cause: thrown,
    ...(at ? { at } : {}),
    hint: "correct the file, then run `godwit bundle` again",
  });
}
