// Writes the schema of the project's database to the file that the setting `dump` names, after a run that changed it.
import { resolve, sep } from "node:path";
import { WRITTEN_BY, writtenSchema } from "../actions/written-schema.ts";
import { asGodwitError, GodwitError } from "../core/errors.ts";
import { majorOf } from "../postgres/schema-database.ts";
import { postgresSchemas } from "../postgres/schema-engine.ts";
import type { ProjectOptions } from "../project.ts";
import type { Settings } from "../settings/settings.ts";
import { shownPath } from "../sources/shown-path.ts";
import { textOf, writeWhole } from "../sources/write-whole.ts";
import { openOwnDatabase, ownTables } from "./live-database.ts";

/** Told of a dump that is not written: the run has succeeded all the same. */
type Warn = (message: string, hint: string) => void;

/** The file as people see it when it was written anew; null when it was not, or did not change. */
export async function dump(
  { settings, variables }: Pick<ProjectOptions, "settings" | "variables">,
  warn: Warn,
): Promise<string | null> {
  const file = settings.dump?.file;
  if (file === undefined) return null;
  const shown = shownPath(settings.root, file);
  try {
    insistOnOurs(settings, { file, shown });
    const text = await currentSchema({ settings, variables });
    return writeWhole({ path: file, shown, text }) === "unchanged" ? null : shown;
  } catch (thrown) {
    const { message, hint, code } = asGodwitError(thrown);
    // The command as it was would find nothing to do.
    const again = `then run \`godwit up --dump ${shown}\``;
    warn(
      `the dump was not written: ${message}`,
      code === "WRITE_FAILED" ? `make its folder, or correct its rights; ${again}` : hint,
    );
    return null;
  }
}

async function currentSchema(options: Pick<ProjectOptions, "settings" | "variables">): Promise<string> {
  const database = await openOwnDatabase(options);
  try {
    const { version } = await database.identify();
    const writing = { engine: postgresSchemas, own: ownTables(options.settings), major: majorOf(version) };
    return writtenSchema(await database.read(), writing);
  } finally {
    await database.close();
  }
}

/** What a person wrote, the desired schema above all, is never overwritten. */
function insistOnOurs(
  settings: Settings,
  { file, shown }: { readonly file: string; readonly shown: string },
): void {
  if (isDesired(settings, file)) {
    throw new GodwitError("FILE_EXISTS", `${shown} is the desired schema, which is not overwritten`, {
      hint: "give `dump` another file than `schema`",
    });
  }
  const before = textOf(file);
  if (before !== undefined && before !== "" && !before.startsWith(WRITTEN_BY)) {
    throw new GodwitError("FILE_EXISTS", `${shown} was not written by Godwit`, {
      hint: "remove it, or give `dump` another file",
    });
  }
}

function isDesired({ schema }: Settings, file: string): boolean {
  if (!schema) return false;
  const { source, base } = schema;
  const paths =
    typeof source === "string" ? [source] : Array.isArray(source) ? (source as readonly string[]) : [];
  return paths
    .map((path) => resolve(base, path))
    .some((path) => file === path || file.startsWith(`${path}${sep}`));
}
