// Loads the built command line: the chunks of the common path from one file, whose compiled code is kept between runs.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { codeCache } from "./code-cache.ts";

/** A digest of the common file, by the build. */
declare const __GODWIT_BUILD__: string;
declare const __dirname: string;
/** The loader is CommonJS, too: this is its own, which finds the packages beside Godwit. */
declare const require: (id: string) => unknown;

type Require = (id: string) => unknown;
type Chunk = (
  exports: unknown,
  require: Require,
  module: Module,
  load: (id: string) => Promise<unknown>,
  importPackage: (specifier: string) => Promise<unknown>,
  url: string,
) => void;

interface Module {
  exports: unknown;
}

const COMMON = join(__dirname, "common.js");
/** What all chunks know as their own address. */
const url = pathToFileURL(COMMON).href;
const modules = new Map<string, Module>();
const common = commonChunks();

/** Gives what a chunk exports, and runs it when it is first asked for; there is one copy of each in a process. */
export function load(id: string): unknown {
  const name = basename(id);
  const known = modules.get(name);
  if (known) return known.exports;
  const module: Module = { exports: {} };
  modules.set(name, module);
  const chunk = common[name] ?? chunkOf(join(__dirname, "chunks", name));
  chunk(module.exports, requireFrom, module, loadLater, importPackage, url);
  return module.exports;
}

async function loadLater(id: string): Promise<unknown> {
  return load(id);
}

/** Here, since what `vm` compiles may not import by itself without a warning. */
function importPackage(specifier: string): Promise<unknown> {
  return import(specifier);
}

function requireFrom(id: string): unknown {
  return id.startsWith(".") ? load(id) : require(id);
}

function commonChunks(): Readonly<Record<string, Chunk>> {
  const [, , word = ""] = process.argv;
  const cache = codeCache({ build: __GODWIT_BUILD__, word, variables: process.env });
  const known = cache?.read();
  const script = compile(COMMON, known);
  if (cache && (known === undefined || script.cachedDataRejected)) {
    process.once("exit", (status) => {
      // A run that failed has not been everywhere that the next one will go.
      if (status === 0) cache.write(() => script.createCachedData());
    });
  }
  return script.runInThisContext();
}

function chunkOf(file: string): Chunk {
  return compile(file).runInThisContext();
}

/** The build writes plain ASCII, for which this is the quickest way to a string. */
function compile(file: string, cachedData?: Buffer): Script {
  return new Script(readFileSync(file, "latin1"), {
    filename: file,
    ...(cachedData ? { cachedData } : {}),
  });
}
