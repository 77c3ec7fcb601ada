// `godwit bundle`: all migrations, the configuration and what runs them, as one module for AWS Lambda.
import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { GodwitError } from "../../core/errors.ts";
import { bundleOf } from "../../project/bundle.ts";
import { runtimePath } from "../../settings/own-entry.ts";
import type { Settings } from "../../settings/settings.ts";
import { toolVersion } from "../../settings/tool-version.ts";
import { shownPath } from "../../sources/shown-path.ts";
import { bundleText } from "../../sources/write-bundle.ts";
import { writeBytes } from "../../sources/write-whole.ts";
import { zip } from "../../sources/zip.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";

const OUT = "bundle/index.mjs";

export const bundle = command({
  description:
    "Writes one ES module with the migrations, the configuration and all that runs them, which reads no file any more: " +
    "for AWS Lambda, or wherever there is no folder. Every script is read as `up` reads it, so that a syntax error is " +
    "found here. The same project gives the same bytes. TypeScript is compiled by esbuild, which the project must have; " +
    "SQL with a configuration in JSON needs nothing.",
  examples: [
    { command: "godwit bundle", does: `write ${OUT}` },
    {
      command: "godwit bundle --out migrations.zip",
      does: "a zip archive with index.mjs in it, to deploy as it is",
    },
    { command: "godwit bundle --env prod", does: "with prod as the environment where an event names none" },
  ],
  arguments: {},
  flags: {
    out: { value: "FILE", help: `the file to write, .mjs or .zip; ${OUT} unless given` },
  },
  async run(context, { out = OUT }) {
    const isZip = out.endsWith(".zip");
    if (!isZip && !out.endsWith(".mjs")) {
      throw new GodwitError("USAGE", `--out ${out} is neither .mjs nor .zip`, {
        hint: `write \`godwit bundle --out ${OUT}\`, or a name that ends with .zip`,
      });
    }
    const { text, digest, migrations } = await made(context);
    const module = Buffer.from(text, "utf8");
    const bytes = isZip ? zip([{ name: "index.mjs", bytes: module }]) : module;
    const wrote = writeBytes({ path: resolve(context.cwd, out), shown: out, bytes });
    return {
      document: { file: out, digest, bytes: bytes.length, migrations, wrote },
      text: () => {
        const many = migrations === 1 ? "1 migration" : `${migrations} migrations`;
        const said = wrote === "unchanged" ? "is as it was" : "written";
        return `${out} ${said}: ${many}, ${Math.round(bytes.length / 1024)} KB, digest ${digest.slice(0, 12)}\n`;
      },
    };
  },
});

async function made(context: Context) {
  const settings = await context.settings();
  const { report, signal, variables } = context;
  const made = await bundleOf({ settings, report, signal, variables, toolVersion: toolVersion() });
  const { root } = settings;
  const packed = [made.packed, ...(made.table ? [made.table] : [])];
  const scripts = packed.flatMap(({ migrations, init }) => [
    ...migrations.flatMap(({ up, down }) => [up, down]),
    init,
  ]);
  const modules = new Set(scripts.flatMap((one) => (one?.language === "module" ? [one.file] : [])));
  const text = await bundleText({
    root,
    runtime: runtimePath(),
    data: JSON.stringify(made),
    config: configOf(settings),
    modules: [...modules].sort(),
    include: settings.dynamodb || settings.timeline ? ["@aws-sdk/client-dynamodb"] : [],
  });
  return {
    text,
    digest: made.digest,
    migrations: packed.reduce((sum, one) => sum + one.migrations.length, 0),
  };
}

function configOf({ configFile, root }: Settings) {
  if (configFile === undefined) return null;
  const file = shownPath(root, configFile) || relative(dirname(configFile), configFile);
  if (!file.endsWith(".json")) return { file };
  // Read before, and found to be JSON; what is written back has no byte order mark.
  return { file, json: JSON.stringify(JSON.parse(readFileSync(configFile, "utf8").replace(/^\uFEFF/, ""))) };
}
