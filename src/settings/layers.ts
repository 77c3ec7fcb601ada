// Where a setting may come from, in order of precedence, and the one look-up over all of it.
import { GodwitError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { Config } from "./config.ts";
import { variablesOf } from "./setting-names.ts";

/** A value as it was written, and where. */
export interface Found {
  readonly value: unknown;
  readonly origin: string;
}

/** A section of the configuration file, such as `environments.prod`. */
export interface Section {
  readonly origin: string;
  readonly content: object;
}

export interface Layers {
  /** Settings given by flags: the setting's name to the flag as written and its value. */
  readonly flags: Readonly<Record<string, { readonly flag: string; readonly value: string }>>;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Most special first. */
  readonly sections: readonly Section[];
}

/** What `name` is set to, by the first layer that has it; undefined when none has. */
export function find(layers: Layers, name: string): Found | undefined {
  const flag = layers.flags[name];
  if (flag !== undefined) return { value: flag.value, origin: flag.flag };
  for (const variable of variablesOf(name)) {
    const value = layers.variables[variable];
    if (value !== undefined && value !== "") return { value, origin: variable };
  }
  for (const section of layers.sections) {
    const found = lookUp(section.content, name);
    if (found !== undefined) return { value: found, origin: section.origin };
  }
  return undefined;
}

/** `a.b` inside an object; undefined where it is not set. */
export function lookUp(content: object, name: string): unknown {
  let value: unknown = content;
  for (const key of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

export interface Choice {
  readonly config: Config;
  readonly shown: string;
  readonly environment: string | undefined;
  readonly database: string | undefined;
}

/** The sections of a configuration file that apply: a database's own go before the project's. */
export function sectionsOf({ config, shown, environment, database }: Choice): Section[] {
  const sections: Section[] = [];
  let known = false;
  if (database !== undefined) {
    const content = member(config.databases, database, { what: "database", shown });
    const origin = `${shown}: databases.${database}`;
    const inside = environment === undefined ? undefined : content.environments?.[environment];
    if (inside) {
      sections.push({ origin: `${origin}.environments.${environment}`, content: inside });
      known = true;
    }
    sections.push({ origin, content });
  }
  if (environment !== undefined && (!known || config.environments?.[environment])) {
    const content = member(config.environments, environment, { what: "environment", shown });
    sections.push({ origin: `${shown}: environments.${environment}`, content });
  }
  sections.push({ origin: shown, content: config });
  return sections;
}

function member<T>(
  members: Readonly<Record<string, T>> | undefined,
  name: string,
  { what, shown }: { readonly what: "database" | "environment"; readonly shown: string },
): T {
  const found = members && Object.hasOwn(members, name) ? members[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(members ?? {});
  const meant = nearest(name, names);
  throw new GodwitError(
    what === "environment" ? "ENVIRONMENT_UNKNOWN" : "CONFIG_INVALID",
    `${shown} has no ${what} ${name}`,
    {
      hint:
        names.length === 0
          ? `add ${what}s.${name} to ${shown}`
          : `${meant ? `did you mean ${meant}? ` : ""}the ${what}s are: ${names.join(", ")}`,
    },
  );
}
