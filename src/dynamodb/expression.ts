// Writes the parts of a DynamoDB expression: every name and value goes through a placeholder.
import type { AttributeMap, AttributeValue } from "./attribute.ts";
import type { Path } from "./path.ts";

export interface ExpressionParts {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: AttributeMap;
}

export interface Expression {
  /** `#0.#1` for a path. */
  place(path: Path): string;
  /** `:0` for a value. */
  value(value: AttributeValue): string;
  parts(): ExpressionParts;
}

export function expression(): Expression {
  const names = new Map<string, string>();
  const values: AttributeValue[] = [];
  const nameOf = (name: string): string => {
    const known = names.get(name) ?? `#${names.size}`;
    names.set(name, known);
    return known;
  };
  return {
    place: (path) => path.map(nameOf).join("."),
    value: (value) => `:${values.push(value) - 1}`,
    // DynamoDB refuses empty maps of names or values.
    parts: () => ({
      ...(names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries([...names].map(([name, key]) => [key, name])),
      }),
      ...(values.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(values.map((value, index) => [`:${index}`, value])),
      }),
    }),
  };
}
