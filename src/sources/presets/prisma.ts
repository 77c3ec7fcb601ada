// Prisma: its schema engine prints the DDL, as WebAssembly where that is installed, else through `prisma migrate diff`.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectPackage } from "../project-package.ts";
import { type Preset, PresetProblem, type PresetTask } from "./preset.ts";

const WASM = "@prisma/schema-engine-wasm";

export const prisma: Preset = {
  name: "prisma",
  packages: [{ name: "prisma", oldest: "6", instead: WASM }],
  gives: "text",
  places: ["prisma/schema.prisma", "schema.prisma", "prisma/schema", "prisma"],
  async run(task) {
    const glue = resolved(`${WASM}/schema_engine_bg`, task.root);
    return glue === undefined ? byProgram(task) : byWasm(glue, task);
  },
};

function resolved(specifier: string, root: string): string | undefined {
  try {
    return createRequire(join(root, "resolve.js")).resolve(specifier);
  } catch {
    return undefined;
  }
}

async function byProgram({ program, path, root }: PresetTask): Promise<string> {
  const major = Number.parseInt(projectPackage("prisma", root)?.version ?? "", 10);
  const to = major >= 7 ? "--to-schema" : "--to-schema-datamodel";
  try {
    return await program("prisma", "prisma", ["migrate", "diff", "--from-empty", to, path, "--script"]);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (!/binaries\.prisma\.sh|schema-engine/.test(said)) throw error;
    throw new PresetProblem(
      `Prisma's schema engine is not installed, and could not be downloaded: ${said.split("\n", 1)[0]}`,
      `npm install --save-dev ${WASM}: the same engine from the npm registry`,
    );
  }
}

/** Node has it; the types that we compile with do not. */
const { WebAssembly: assembly } = globalThis as unknown as {
  readonly WebAssembly: {
    instantiate(
      bytes: Uint8Array,
      imports: object,
    ): Promise<{ readonly instance: { readonly exports: { __wbindgen_start(): void } } }>;
  };
};

/** The engine connects before it does anything, if only to ask for the version: what it asks is answered here. */
async function byWasm(glue: string, { path }: PresetTask): Promise<string> {
  const engine = await import(pathToFileURL(glue).href);
  const bytes = readFileSync(join(dirname(glue), "schema_engine_bg.wasm"));
  const { instance } = await assembly.instantiate(bytes, { "./schema_engine_bg.js": engine });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const files = schemaFiles(path);
  const datamodels = files.map(({ path: file, content }) => [file, content]);
  const made = await engine.SchemaEngine.new({ datamodels }, () => undefined, NOBODY);
  const { stdout } = await made.diff({
    from: { tag: "empty" },
    to: { tag: "schemaDatamodel", files, configDir: dirname(path) },
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout;
}

function schemaFiles(path: string): { readonly path: string; readonly content: string }[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".prisma"))
        .map((name) => join(path, name))
        .sort()
    : [path];
  return files.map((file) => ({ path: file, content: readFileSync(file, "utf8") }));
}

const none = async () => ({ ok: true, value: { columnNames: [], columnTypes: [], rows: [] } });
const CONNECTION = {
  provider: "postgres",
  adapterName: "godwit",
  queryRaw: none,
  executeRaw: async () => ({ ok: true, value: 0 }),
  executeScript: async () => ({ ok: true, value: undefined }),
  dispose: async () => ({ ok: true, value: undefined }),
  getConnectionInfo: () => ({ ok: true, value: { schemaName: "public", supportsRelationJoins: true } }),
};
const connect = async () => ({ ok: true, value: CONNECTION });
const NOBODY = {
  provider: "postgres",
  adapterName: "godwit",
  errorRegistry: { consumeError: () => undefined },
  connect,
  connectToShadowDb: connect,
};
