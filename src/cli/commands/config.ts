// `godwit config`: every setting with its value and where it comes from, secrets masked.
import { relative } from "node:path";
import { SINGLE_SETTINGS } from "../../settings/setting-names.ts";
import type { Settings, Shown } from "../../settings/settings.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";

export const config = command({
  description:
    "Prints every setting with its value and its origin: a flag, a variable, a section of the configuration " +
    "file, the file itself, or a default. Passwords are masked. Nothing connects to a database.",
  examples: [
    { command: "godwit config", does: "the settings as they are here" },
    { command: "godwit config --env prod", does: "as they are for the environment prod" },
    { command: "godwit config --json", does: "the same as one JSON document" },
  ],
  arguments: {},
  flags: {},
  async run(context) {
    const settings = await context.settings();
    const rows = rowsOf(settings);
    const file = settings.configFile === undefined ? null : relative(context.cwd, settings.configFile);
    const { environments, databases, unused, notes } = settings;
    return {
      document: { configFile: file, settings: rows, environments, databases, unused, notes },
      text: () => {
        const { stdout } = context;
        const lines = table(
          [
            { title: "setting", cell: (row) => row.name },
            { title: "value", cell: (row) => written(row, settings), shrink: 2 },
            {
              title: "origin",
              cell: (row) => row.origin,
              shrink: 1,
              paint: (row) => (row.origin === "default" ? "dim" : undefined),
            },
          ],
          rows,
          stdout,
        );
        return `${lines}\n${about(settings, file)}`;
      },
    };
  },
});

interface Row extends Shown {
  readonly name: string;
}

function rowsOf({ origins }: Settings): Row[] {
  // Placeholders have names of their own and come last.
  const place = (name: string) =>
    SINGLE_SETTINGS.includes(name) ? SINGLE_SETTINGS.indexOf(name) : SINGLE_SETTINGS.length;
  return Object.entries(origins)
    .map(([name, shown]) => ({ name, ...shown }))
    .sort((a, b) => place(a.name) - place(b.name));
}

function written({ name, value }: Row, { url, dynamodb }: Settings): string {
  if (name === "url" && !url && !dynamodb) return "(the embedded server)";
  if (value === null) return "-";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

function about({ environments, databases, environment, unused }: Settings, file: string | null): string {
  const lines = [`configuration file: ${file ?? "none"}`];
  if (environments.length > 0) lines.push(`environments: ${environments.join(", ")}`);
  if (environment !== undefined) lines.push(`chosen environment: ${environment}`);
  if (databases.length > 0) lines.push(`databases: ${databases.join(", ")}`);
  if (unused.length > 0) lines.push(`not used by this version: ${unused.join(", ")}`);
  return `${lines.join("\n")}\n`;
}
