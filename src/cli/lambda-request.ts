// A command line as the event of a Lambda function: read by the command's own flags, so that a slip is found here.
import { GodwitError } from "../core/errors.ts";
import type { CommandEntry } from "./command.ts";
import { flagName } from "./flag.ts";
import { GLOBAL_FLAGS } from "./global-flags.ts";
import { entryOf, parse } from "./parse.ts";

/** The action of each command that a function has, and the event's names of its flags. */
const ACTIONS: Readonly<
  Record<string, { readonly action: string; readonly fields: Readonly<Record<string, string>> }>
> = {
  status: { action: "status", fields: {} },
  up: {
    action: "migrate",
    fields: {
      dryRun: "dry_run",
      to: "to",
      only: "only",
      count: "count",
      phase: "phase",
      kind: "kind",
      allowOutOfOrder: "allow_out_of_order",
    },
  },
  plan: {
    action: "plan",
    fields: {
      to: "to",
      only: "only",
      count: "count",
      phase: "phase",
      kind: "kind",
      allowOutOfOrder: "allow_out_of_order",
    },
  },
  down: { action: "rollback", fields: { dryRun: "dry_run", to: "to", count: "count", force: "force" } },
  doctor: { action: "doctor", fields: {} },
};

export interface LambdaLine {
  readonly event: Readonly<Record<string, unknown>>;
  readonly command: string;
}

/** Throws USAGE, and NOT_SUPPORTED for what no function does. */
export async function lambdaLine(
  [name = "", ...rest]: readonly string[],
  commands: readonly CommandEntry[],
): Promise<LambdaLine> {
  const entry = entryOf(name, commands);
  const known = ACTIONS[name];
  if (!known) {
    throw new GodwitError("NOT_SUPPORTED", `a Lambda function does not run ${name}`, {
      hint: `it runs ${Object.keys(ACTIONS).join(", ")}; \`--on ecs\` runs every command`,
    });
  }
  const { input, settings } = await parse(name, await entry.load(), rest);
  const event: Record<string, unknown> = { action: known.action };
  for (const [key, value] of Object.entries(input)) {
    if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) continue;
    const field = known.fields[key];
    if (field) event[field] = value;
    else if (key === "yes") Object.assign(event, name === "down" ? { yes: true } : {});
    else if (key === "env") event.environment = value;
    else if (!(key in GLOBAL_FLAGS) || Object.values(settings).some(({ flag }) => flag === flagName(key))) {
      throw new GodwitError("NOT_SUPPORTED", `${flagName(key)} is not for a Lambda function`, {
        hint: "set it in the configuration that is bundled, or as a variable of the function",
      });
    }
  }
  return { event, command: name };
}
