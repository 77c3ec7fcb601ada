// Which database the settings mean: a URL, a function that finds one, libpq's own variables, or none at all.
import { GodwitError } from "../core/errors.ts";
import { find, type Layers } from "./layers.ts";
import type { Target } from "./settings.ts";

const EMBEDDED = "embedded";
/** Any of these says that a server is meant; the rest of libpq's variables only says how to reach it. */
const LIBPQ = ["PGSERVICE", "PGHOST", "PGHOSTADDR", "PGDATABASE"];

interface Wanted {
  readonly name: "url" | "directUrl";
  readonly environment: string | undefined;
}

/** Undefined means the embedded server (for `url`) or none (for `directUrl`). */
export function findTarget(layers: Layers, { name, environment }: Wanted): Target | undefined {
  const found = find(layers, name);
  if (found) {
    const { value, origin } = found;
    if (value === EMBEDDED && name === "url") return undefined;
    if (typeof value === "function") return { origin, value: () => ask(value, name, origin) };
    return { origin, value: String(value) };
  }
  if (name === "directUrl") return undefined;
  const libpq = LIBPQ.find((variable) => layers.variables[variable]);
  // `url: process.env.X` with X unset: whoever chose that environment meant X, not what happens to be around.
  const forgotten = environment !== undefined && layers.sections.some(({ content }) => name in content);
  if (libpq !== undefined && !forgotten) return { value: "postgresql://", origin: libpq };
  if (environment === undefined || find(layers, "dynamodb.table")) return undefined;
  const origin = layers.sections[0]?.origin ?? environment;
  return {
    origin,
    missing: true,
    value: () =>
      Promise.reject(
        new GodwitError("NO_DATABASE", `environment ${environment} has no url (${origin})`, {
          hint: `set url there (a variable it reads may be unset), "embedded" for the embedded server, or pass --url`,
        }),
      ),
  };
}

async function ask(value: unknown, name: string, origin: string): Promise<string> {
  let answer: unknown;
  try {
    answer = await (value as () => unknown)();
  } catch (cause) {
    throw new GodwitError("CONFIG_INVALID", `the function ${name} (${origin}) failed: ${String(cause)}`, {
      cause,
    });
  }
  if (typeof answer === "string" && answer !== "") return answer;
  throw new GodwitError("CONFIG_INVALID", `the function ${name} (${origin}) answered no URL`);
}
