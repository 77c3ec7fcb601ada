// The type declarations of the package: those that its entry reaches, with the extensions that every compiler resolves.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

const IMPORT = /(\bfrom |\bimport\()"(\.[^"]+)\.ts"/g;

const ENTRIES = ["index", "testing/index", "runners/lambda-folder", "runners/ecs"];

/** Writes the declarations of the entries and of all they import into `outdir`. */
export function writeDeclarations(outdir) {
  const draft = mkdtempSync(join(tmpdir(), "godwit-types-"));
  try {
    const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
    const tsc = join(dirname(compiler), "bin/tsc");
    const declare = (config) =>
      execFileSync(process.execPath, [tsc, "-p", config, "--outDir", draft], { stdio: "inherit" });
    declare("tsconfig.build.json");
    const waiting = ENTRIES.map((entry) => join(draft, entry));
    // A package of 186 MB that a checkout may do without; a package that is published may not.
    if (existsSync("node_modules/aws-cdk-lib")) {
      declare("tsconfig.cdk.build.json");
      waiting.push(join(draft, "cdk/index"));
    } else console.warn("aws-cdk-lib is not installed: no declarations of godwit/cdk");
    for (const module of waiting) {
      const text = readFileSync(`${module}.d.ts`, "utf8");
      for (const [, , path] of text.matchAll(IMPORT)) {
        const imported = join(dirname(module), path);
        if (!waiting.includes(imported)) waiting.push(imported);
      }
      const target = join(outdir, `${relative(draft, module)}.d.ts`);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text.replace(IMPORT, '$1"$2.js"'));
    }
  } finally {
    rmSync(draft, { recursive: true });
  }
}
