// What DynamoDB accepts and answers, as the SDK's own models say: fakes are held to them, and so is what is sent to fakes.
import * as sdk from "@aws-sdk/client-dynamodb";

/** Of a member, `path: what is wrong`; none when the value is one that the model knows. */
export function modelProblems(command: string, side: "input" | "output", value: unknown): string[] {
  return problemsBy(sdk as unknown as Models, command, { side, value });
}

/** What a package of AWS exports: its operations' models among it. */
export type Models = Readonly<Record<string, unknown>>;

/** The same for another service. */
export function problemsBy(
  models: Models,
  command: string,
  { side, value }: { readonly side: "input" | "output"; readonly value: unknown },
): string[] {
  const operation = models[`${command}$`];
  if (!Array.isArray(operation)) return [`${command} is no operation of this service`];
  const [, , , , input, output] = operation;
  return problemsOf(side === "input" ? input : output, value, command);
}

const SIMPLE: Readonly<Record<number, (value: unknown) => boolean>> = {
  0: (value) => typeof value === "string",
  1: (value) => typeof value === "number",
  2: (value) => typeof value === "boolean",
  // As it travels: seconds since 1970, or a text.
  4: (value) => typeof value === "number" || typeof value === "string",
  21: (value) => typeof value === "string",
};
const LIST_OF = 64;
const MAP_OF = 128;

function problemsOf(schema: unknown, value: unknown, path: string): string[] {
  const found: unknown = typeof schema === "function" ? schema() : schema;
  if (typeof found === "number") return simple(found, value, path);
  // An answer that says nothing.
  if (found === "unit") return [];
  if (!Array.isArray(found)) return [`${path}: the model is not understood`];
  // A member with traits of its own.
  if (found.length === 2) return problemsOf(found[0], value, path);
  const [kind] = found;
  if (kind === 1) return listed(found[4], value, path);
  if (kind === 2) return mapped(found[5], value, path);
  if (kind === 3 || kind === 4) return struct(found, value, path);
  return [`${path}: the model is not understood`];
}

function simple(schema: number, value: unknown, path: string): string[] {
  if (schema >= MAP_OF) return mapped(schema - MAP_OF, value, path);
  if (schema >= LIST_OF) return listed(schema - LIST_OF, value, path);
  const check = SIMPLE[schema];
  if (!check) return [`${path}: the model's ${schema} is not understood`];
  return check(value) ? [] : [`${path}: ${JSON.stringify(value)} has the wrong type`];
}

function listed(schema: unknown, value: unknown, path: string): string[] {
  if (!Array.isArray(value)) return [`${path}: ${JSON.stringify(value)} is no list`];
  return value.flatMap((one, index) => problemsOf(schema, one, `${path}[${index}]`));
}

function mapped(schema: unknown, value: unknown, path: string): string[] {
  if (!isObject(value)) return [`${path}: ${JSON.stringify(value)} is no map`];
  return Object.entries(value).flatMap(([name, one]) => problemsOf(schema, one, `${path}.${name}`));
}

function struct(schema: readonly unknown[], value: unknown, path: string): string[] {
  if (!isObject(value)) return [`${path}: ${JSON.stringify(value)} is no structure`];
  const names = schema[4] as readonly string[];
  const types = schema[5] as readonly unknown[];
  const required = names.slice(0, typeof schema[6] === "number" ? schema[6] : 0);
  const missing = required.filter((name) => !(name in value)).map((name) => `${path}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, one]) => {
    const index = names.indexOf(name);
    return index < 0 ? [`${path}.${name} is unknown`] : problemsOf(types[index], one, `${path}.${name}`);
  });
  return [...missing, ...wrong];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
