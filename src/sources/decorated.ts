// Classes with decorators, as TypeORM's and MikroORM's entities: the project's own TypeScript translates them.
import { createRequire } from "node:module";
import { join } from "node:path";
import { PresetProblem } from "./presets/preset.ts";

interface Compiler {
  readonly version: string;
  readonly sys: { readFile(path: string): string | undefined };
  findConfigFile(from: string, exists: (path: string) => boolean): string | undefined;
  readConfigFile(
    path: string,
    read: (path: string) => string | undefined,
  ): { readonly config?: { readonly compilerOptions?: Readonly<Record<string, unknown>> } };
  transpileModule(source: string, options: object): { readonly outputText: string };
}

/** Only a look: what it finds by mistake is translated all the same. */
export function isDecorated(source: string, filename = ""): boolean {
  return /\.[cm]?ts$/.test(filename) && /(?:^|[\s;{])@[A-Za-z_$][\w$.]*\s*(?:\(|\n)/.test(source);
}

/** JavaScript with the imports as they are. Throws PresetProblem where there is no compiler. */
export function compiled(source: string, filename: string, root: string): string {
  const compiler = compilerOf(root);
  const config = compiler.findConfigFile(root, (path) => compiler.sys.readFile(path) !== undefined);
  const own =
    config === undefined
      ? undefined
      : compiler.readConfigFile(config, compiler.sys.readFile).config?.compilerOptions;
  const { experimentalDecorators = own === undefined, emitDecoratorMetadata = experimentalDecorators } =
    own ?? {};
  const compilerOptions = {
    // ES2022 and ESNext, in the compiler's own numbers.
    ...{ target: 9, module: 99 },
    ...{ experimentalDecorators, emitDecoratorMetadata },
    useDefineForClassFields: own?.useDefineForClassFields ?? experimentalDecorators !== true,
  };
  return compiler.transpileModule(source, { fileName: filename, compilerOptions }).outputText;
}

function compilerOf(root: string): Compiler {
  let found: Partial<Compiler> | undefined;
  try {
    found = createRequire(join(root, "resolve.js"))("typescript") as Partial<Compiler>;
  } catch {
    found = undefined;
  }
  if (typeof found?.transpileModule === "function") return found as Compiler;
  const why = found === undefined ? "it is not installed" : `version ${found.version ?? "7"} cannot be asked`;
  throw new PresetProblem(
    `classes with decorators are translated by TypeScript, and ${why}`,
    "npm install --save-dev typescript@5",
  );
}
