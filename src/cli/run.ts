// One command line from its words to its exit status: finds the command, runs it, prints result or error.
import { asGodwitError, type GodwitError } from "../core/errors.ts";
import type { CommandEntry, Result } from "./command.ts";
import { type OpenContext, openContext, type Surroundings } from "./context.ts";
import { documentText } from "./document.ts";
import { errorText } from "./error-text.ts";
import { readGlobalFlags } from "./global-flags.ts";
import { entryOf, locate, parse } from "./parse.ts";

/** Never throws; answers the status to exit with. */
export async function run(
  words: readonly string[],
  commands: readonly CommandEntry[],
  surroundings: Surroundings,
): Promise<number> {
  const line = asksForHelp(locate(words));
  let context: OpenContext = openContext({
    surroundings,
    // Enough to print an error in the wanted form, before the line is understood.
    flags: readGlobalFlags(
      {
        json: words.includes("--json"),
        verbose: words.includes("--verbose"),
        noColor: words.includes("--no-color"),
      },
      surroundings.variables,
    ),
    settingFlags: {},
  });
  try {
    const entry = entryOf(line.name, commands);
    const command = await entry.load();
    const { input, settings } = await parse(entry.name, command, line.rest);
    const flags = readGlobalFlags(input, surroundings.variables);
    context = openContext({ surroundings, flags, settingFlags: settings });
    const result = await command.run(context, input as never);
    context.close();
    return printResult(entry.name, result, context);
  } catch (thrown) {
    context.close();
    return printError(line.name, asGodwitError(thrown), context);
  }
}

/** No command, --help anywhere and --version are the commands `help` and `version` in another coat. */
function asksForHelp({ name, rest }: ReturnType<typeof locate>): {
  readonly name: string;
  readonly rest: readonly string[];
} {
  const end = rest.indexOf("--");
  const flags = end < 0 ? rest : rest.slice(0, end);
  const isHelp = (word: string) => word === "-h" || word === "--help";
  if (flags.some(isHelp)) {
    const others = rest.filter((word) => !isHelp(word));
    return { name: "help", rest: name === undefined || name === "help" ? others : [name] };
  }
  if (name !== undefined) return { name, rest };
  const isVersion = (word: string) => word === "-V" || word === "--version";
  if (!flags.some(isVersion)) return { name: "help", rest };
  return { name: "version", rest: ["--short", ...rest.filter((word) => !isVersion(word))] };
}

function printResult(command: string, result: Result, context: OpenContext): number {
  const { error, document } = result;
  const database = result.database ?? context.database ?? null;
  const status = result.status ?? error?.status ?? 0;
  if (context.flags.json) {
    const environment = context.known?.environment ?? null;
    const ok = status === 0 && !error;
    context.stdout.write(documentText({ command, ok, environment, database, fields: document, error }));
  } else {
    context.stdout.write(result.text?.() ?? "");
  }
  if (error) context.stderr.write(errorText(error, context.stderr, context.flags.verbose));
  return status;
}

function printError(command: string, error: GodwitError, context: OpenContext): number {
  if (context.flags.json) {
    const environment = context.known?.environment ?? context.flags.env ?? null;
    context.stdout.write(
      documentText({ command, ok: false, environment, database: context.database ?? null, error }),
    );
  }
  context.stderr.write(errorText(error, context.stderr, context.flags.verbose));
  return error.status;
}
