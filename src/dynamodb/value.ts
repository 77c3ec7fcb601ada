// Between DynamoDB's form of a value and the plain JavaScript one that migrations work with; lossless both ways.
import { canonicalNumber, Decimal } from "../core/decimal.ts";
import { GodwitError } from "../core/errors.ts";
import type { Item, Value } from "../core/module-dynamo.ts";
import type { AttributeMap, AttributeValue } from "./attribute.ts";

export function toItem(map: AttributeMap): Item {
  // Object.fromEntries defines properties, so that an attribute named `__proto__` is just an attribute.
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, toValue(value)]));
}

export function toValue(attribute: AttributeValue): Value {
  if ("S" in attribute) return attribute.S;
  if ("N" in attribute) return toNumber(attribute.N);
  if ("BOOL" in attribute) return attribute.BOOL;
  if ("NULL" in attribute) return null;
  if ("M" in attribute) return toItem(attribute.M);
  if ("L" in attribute) return attribute.L.map(toValue);
  if ("B" in attribute) return attribute.B;
  if ("SS" in attribute) return new Set(attribute.SS);
  if ("NS" in attribute) return new Set(attribute.NS.map(toNumber));
  return new Set(attribute.BS);
}

/** Throws MODULE_INVALID, with the path of the value, on what DynamoDB cannot store. */
export function fromItem(item: object, path = ""): AttributeMap {
  const entries: [string, AttributeValue][] = [];
  for (const [name, value] of Object.entries(item)) {
    // As in JSON: an undefined property is an absent one.
    if (value !== undefined) entries.push([name, fromValue(value, path === "" ? name : `${path}.${name}`)]);
  }
  return Object.fromEntries(entries);
}

export function fromValue(value: unknown, path: string): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "boolean") return { BOOL: value };
  if (value === null) return { NULL: true };
  if (isNumeric(value)) return { N: fromNumber(value, path) };
  if (value instanceof Uint8Array) return { B: value };
  if (Array.isArray(value)) {
    return { L: value.map((member, index) => fromValue(member, `${path}[${index}]`)) };
  }
  if (value instanceof Set) return fromSet([...value], path);
  if (typeof value === "object" && isPlain(value)) return { M: fromItem(value, path) };
  throw cannotStore(path, describe(value));
}

function fromSet(members: readonly unknown[], path: string): AttributeValue {
  if (members.length === 0) throw cannotStore(path, "an empty set");
  if (members.every((member) => typeof member === "string")) return { SS: members };
  if (members.every(isNumeric)) return { NS: members.map((member) => fromNumber(member, path)) };
  if (members.every((member) => member instanceof Uint8Array)) return { BS: members };
  throw cannotStore(path, "a set whose members are not all text, all numbers or all bytes");
}

function toNumber(text: string): number | Decimal {
  const number = Number(text);
  const exact = Number.isFinite(number) && canonicalNumber(String(number)) === canonicalNumber(text);
  return exact ? number : new Decimal(text);
}

function isNumeric(value: unknown): value is number | bigint | Decimal {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Decimal;
}

function fromNumber(value: number | bigint | Decimal, path: string): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw cannotStore(path, String(value));
  // `-0` would be sent as "-0"; DynamoDB has one zero.
  return value === 0 ? "0" : `${value}`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describe(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value === "object" && value !== null) return `a ${value.constructor?.name ?? "object"}`;
  return `a ${typeof value}`;
}

function cannotStore(path: string, what: string): GodwitError {
  return new GodwitError("MODULE_INVALID", `${path} is ${what}, which DynamoDB cannot store`, {
    hint: "use text, numbers, booleans, null, Uint8Array, sets, arrays and plain objects, then run `godwit up` again",
  });
}
