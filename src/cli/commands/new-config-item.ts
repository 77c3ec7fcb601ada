// `godwit new --config-item`: a migration of one item, and the same item in the init module.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GodwitError } from "../../core/errors.ts";
import { initItems } from "../../dynamodb/init-items.ts";
import { itemSettings } from "../../project/open-timeline.ts";
import { ownEntry } from "../../settings/own-entry.ts";
import type { Settings } from "../../settings/settings.ts";
import { initScript } from "../../sources/init-module.ts";
import { loadModule } from "../../sources/module.ts";
import { type NewMigrationOptions, newMigration } from "../../sources/scaffold.ts";
import { initTemplate, putOf } from "../../sources/templates.ts";
import { writeWhole } from "../../sources/write-whole.ts";
import type { Result } from "../command.ts";
import type { Context } from "../context.ts";
import { environmentSettings } from "../environment-settings.ts";
import { withCall } from "../init-text.ts";

const USUAL_FILE = "dynamodb/init.ts";

interface Wish {
  readonly name: string;
  /** As typed: `CONFIG/PAYMENTS`. */
  readonly key: string;
  readonly files: Omit<NewMigrationOptions, "name">;
}

export async function newConfigItem(context: Context, { name, key, files }: Wish): Promise<Result> {
  const settings = await dynamodbSettings(context);
  const { root, dynamodb, migrations, beside = [] } = settings;
  const [folder = "migrations", ...others] = migrations;
  const otherFolders = [...others, ...beside];
  const file = dynamodb?.init ?? USUAL_FILE;
  const values = valuesOf(key);
  const script = initScript({ root, file, entry: ownEntry() });
  const items = script ? await initItems(script) : [];
  const names = Object.keys(items[0] ?? { PK: "", SK: "" }).slice(0, values.length);
  const item = Object.fromEntries(names.map((one, at) => [one, values[at] as string]));
  const given = items.some((one) => isOf(one, item));
  const side = given
    ? "given"
    : await writeInit(settings, { file, item, text: script && textOf(root, file) });
  const config = { item, init: file, given };
  const made = newMigration({
    ...files,
    root,
    folder,
    otherFolders,
    name,
    language: "ts",
    data: true,
    config,
  });
  for (const { message, hint } of made.notes)
    context.report({ type: "note", message, ...(hint === undefined ? {} : { hint }) });
  if (dynamodb?.init === undefined) {
    const message = "no environment names the init module yet";
    context.report({
      type: "note",
      message,
      hint: `set \`dynamodb.init\` to "${file}" in the configuration`,
    });
  }
  const lines = {
    given: `${file} gives ${key} already: make the same change there\n`,
    written: `wrote ${key} into ${file}\n`,
    byHand: `add to ${file}: await ctx.${putOf(item)};\n`,
  };
  return {
    document: { version: made.version, name: made.name, files: made.files, init: { file, side } },
    text: () => made.files.map((one) => `wrote ${one}\n`).join("") + lines[side],
  };
}

/** Those of the chosen environment, else of the first that is DynamoDB's. */
async function dynamodbSettings(context: Context): Promise<Settings> {
  const chosen = await context.settings();
  const settings = itemSettings(chosen) ?? chosen;
  if (settings.dynamodb || settings.environment !== undefined) return settings;
  for (const environment of settings.environments) {
    const found = await environmentSettings(context)(environment);
    const items = itemSettings(found) ?? found;
    if (items.dynamodb) return items;
  }
  return settings;
}

function valuesOf(key: string): readonly string[] {
  const slash = key.indexOf("/");
  const values = slash < 0 ? [key] : [key.slice(0, slash), key.slice(slash + 1)];
  if (values.every((value) => value !== "")) return values;
  throw new GodwitError("USAGE", `--config-item ${key} is no key`, {
    hint: "write partition key and sort key, such as `--config-item CONFIG/PAYMENTS`",
  });
}

function isOf(item: object, key: Readonly<Record<string, string>>): boolean {
  return Object.entries(key).every(([name, value]) => Reflect.get(item, name) === value);
}

interface InitSide {
  readonly file: string;
  readonly item: Readonly<Record<string, string>>;
  /** Null where there is no such module yet. */
  readonly text: string | null;
}

/** Loaded before it is written: what does not give the item is left to its author. */
async function writeInit({ root }: Settings, { file, item, text }: InitSide): Promise<"written" | "byHand"> {
  const call = putOf(item);
  const changed = text === null ? initTemplate(call) : withCall(text, call);
  if (changed === null) return "byHand";
  const load = () => loadModule(Buffer.from(changed), { file, root, entry: ownEntry() });
  const items = await initItems({ file, load }).catch(() => []);
  if (!items.some((one) => isOf(one, item))) return "byHand";
  writeWhole({ path: join(root, file), shown: file, text: changed, folder: true });
  return "written";
}

function textOf(root: string, file: string): string {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : "";
}
