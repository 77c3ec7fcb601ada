// Reads single settings out of the layers in the type they have, and remembers how each may be shown.
import { parseDuration } from "../core/duration.ts";
import { GodwitError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import type { SchemaSource } from "./config.ts";
import { type Found, find, type Layers, lookUp } from "./layers.ts";
import { variableName } from "./setting-names.ts";
import type { Shown, Target } from "./settings.ts";

const DEFAULT = "default";

/** A reader of settings. Each method throws CONFIG_INVALID, naming the value's origin, when it cannot be read. */
export interface Values {
  text(name: string): string | undefined;
  text(name: string, fallback: string): string;
  duration(name: string, fallback: string | number): number;
  /** The first choice is the default. */
  choice<const Choices extends readonly [string, ...string[]]>(
    name: string,
    choices: Choices,
  ): Choices[number];
  /** A number of 1 or more. */
  rate(name: string): number | undefined;
  flag(name: string): boolean;
  paths(name: string, fallback: readonly string[]): readonly string[];
  schema(): SchemaSource | undefined;
  placeholders(): Readonly<Record<string, string>>;
  showTarget(name: string, target: Target | undefined): void;
  shown(): Readonly<Record<string, Shown>>;
}

export function valuesFrom(layers: Layers): Values {
  const shown: Record<string, Shown> = {};

  function take(name: string, fallback: Shown["value"]): Found {
    const found = find(layers, name) ?? { value: fallback, origin: DEFAULT };
    shown[name] = { value: showable(found.value), origin: found.origin };
    return found;
  }

  function text(name: string): string | undefined;
  function text(name: string, fallback: string): string;
  function text(name: string, fallback?: string): string | undefined {
    const { value } = take(name, fallback ?? null);
    return value === null ? undefined : String(value);
  }

  return {
    text,
    duration(name, fallback) {
      const found = take(name, fallback);
      const ms = typeof found.value === "number" ? found.value : parseDuration(String(found.value));
      if (typeof found.value === "number" && ms !== 0) {
        shown[name] = { value: `${ms}ms`, origin: found.origin };
      }
      if (ms !== undefined) return ms;
      throw invalid(name, found, 'a duration such as "500ms", "2s" or "10m"');
    },
    choice(name, choices) {
      const found = take(name, choices[0]);
      const chosen = choices.find((choice) => choice === found.value);
      if (chosen !== undefined) return chosen;
      throw invalid(name, found, choices.map((choice) => `"${choice}"`).join(" or "));
    },
    rate(name) {
      const found = take(name, null);
      if (found.value === null) return undefined;
      const rate = Number(found.value);
      if (rate >= 1 && Number.isFinite(rate)) return rate;
      throw invalid(name, found, "a number of 1 or more");
    },
    flag(name) {
      const found = take(name, false);
      if (typeof found.value === "boolean") return found.value;
      const word = String(found.value).toLowerCase();
      if (["1", "true", "yes", "on"].includes(word)) return true;
      if (["0", "false", "no", "off"].includes(word)) return false;
      throw invalid(name, found, "true or false");
    },
    paths(name, fallback) {
      const { value } = take(name, fallback);
      if (Array.isArray(value)) return value.map(String);
      // A variable or a flag names several folders with commas; a folder's own name in the file is taken whole.
      const fromFile = layers.sections.some((section) => lookUp(section.content, name) === value);
      return fromFile
        ? [String(value)]
        : String(value)
            .split(",")
            .map((path) => path.trim());
    },
    schema() {
      const found = find(layers, "schema");
      if (!found) {
        take("schema", null);
        return undefined;
      }
      const source = found.value as SchemaSource;
      shown.schema = { value: showable(sourceText(source)), origin: found.origin };
      return source;
    },
    placeholders() {
      const result: Record<string, string> = {};
      for (const section of [...layers.sections].reverse()) {
        for (const [name, value] of Object.entries(lookUp(section.content, "placeholders") ?? {})) {
          const variable = variableName(`placeholders.${name}`);
          const fromVariable = layers.variables[variable];
          result[name] = fromVariable ?? String(value);
          shown[`placeholders.${name}`] = {
            value: mask(result[name]),
            origin: fromVariable === undefined ? section.origin : variable,
          };
        }
      }
      return result;
    },
    showTarget(name, target) {
      const { value = null, origin = DEFAULT, missing = false } = target ?? {};
      const written = typeof value === "function" ? "(a function, asked when needed)" : value;
      shown[name] = { value: missing || written === null ? null : mask(written), origin };
    },
    shown: () => shown,
  };
}

function sourceText(source: SchemaSource): string | readonly string[] {
  if (typeof source === "string" || !isRecord(source)) return source;
  return "command" in source ? `command: ${source.command}` : `preset: ${source.preset}`;
}

function isRecord(source: object): source is Exclude<SchemaSource, string | readonly string[]> {
  return !Array.isArray(source);
}

function showable(value: unknown): Shown["value"] {
  if (Array.isArray(value)) return value.map((item) => mask(String(item)));
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  return mask(String(value));
}

function invalid(name: string, { value, origin }: Found, expected: string): GodwitError {
  return new GodwitError(
    "CONFIG_INVALID",
    `${name} is ${mask(JSON.stringify(value))} (from ${origin}), but must be ${expected}`,
  );
}
