// DynamoDB's own form of a value, as it travels: every number is text, so nothing is lost on the way.
import { canonicalNumber } from "../core/decimal.ts";

export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: Uint8Array }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: AttributeMap }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly Uint8Array[] };

export type AttributeMap = Readonly<Record<string, AttributeValue>>;

/** Equality as DynamoDB's own `=` sees it: numbers by value, sets without order, maps and lists deep. */
export function sameAttribute(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if ("S" in a) return "S" in b && a.S === b.S;
  if ("N" in a) return "N" in b && canonicalNumber(a.N) === canonicalNumber(b.N);
  if ("BOOL" in a) return "BOOL" in b && a.BOOL === b.BOOL;
  if ("NULL" in a) return "NULL" in b;
  if ("B" in a) return "B" in b && hex(a.B) === hex(b.B);
  if ("M" in a) return "M" in b && sameMap(a.M, b.M);
  if ("L" in a) {
    return (
      "L" in b && a.L.length === b.L.length && a.L.every((value, index) => sameAttribute(value, b.L[index]))
    );
  }
  if ("SS" in a) return "SS" in b && sameSet(a.SS, b.SS);
  if ("NS" in a) return "NS" in b && sameSet(a.NS.map(canonicalNumber), b.NS.map(canonicalNumber));
  return "BS" in b && sameSet(a.BS.map(hex), b.BS.map(hex));
}

export function sameMap(a: AttributeMap, b: AttributeMap): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && sameAttribute(a[name], b[name]));
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const members = new Set(a);
  return members.size === new Set(b).size && b.every((member) => members.has(member));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
