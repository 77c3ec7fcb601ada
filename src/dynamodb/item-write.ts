// A write of one item as data: what it was, what it is to become, under which condition, and how people are told.
import type { AttributeMap } from "./attribute.ts";
import type { Action } from "./call.ts";
import type { AttributeChange } from "./change.ts";
import { type ExpressionParts, expression } from "./expression.ts";
import type { Path } from "./path.ts";

export interface ItemWrite {
  readonly key: AttributeMap;
  /** Undefined where there was no item. */
  readonly before: AttributeMap | undefined;
  /** Undefined where the item goes away. */
  readonly after: AttributeMap | undefined;
  /** What differs, place by place, where there is an item before and after. */
  readonly changes: readonly AttributeChange[];
  /** Sends it, on condition that what was looked at of `before` is still so. */
  readonly action: Action;
}

export interface Condition extends ExpressionParts {
  readonly ConditionExpression: string;
}

/** DynamoDB allows 300 operators in an expression and 4 KB of text; items with more attributes are rare. */
const MOST_ATTRIBUTES = 140;

/** The item still is as it was read, in each of its attributes but those named in `except`. */
export function unchangedSince(before: AttributeMap, except: readonly string[] = []): Condition {
  const text = expression();
  const entries = Object.entries(before).filter(([name]) => !except.includes(name));
  const conditions = entries
    .slice(0, MOST_ATTRIBUTES)
    .map(([name, value]) => `${text.place([name])} = ${text.value(value)}`);
  return { ConditionExpression: conditions.join(" AND "), ...text.parts() };
}

export function absent(partitionKey: string): Condition {
  return {
    ConditionExpression: "attribute_not_exists(#pk)",
    ExpressionAttributeNames: { "#pk": partitionKey },
  };
}

const MOST_TOLD = 4;

/** What became of an item, by names only, since values may be secret: `+permissions.view, ~version`. */
export function changesInWords(changes: readonly AttributeChange[]): string {
  // DynamoDB gives an item's attributes in any order.
  const sorted = [...changes].sort((a, b) => (pathInWords(a.path) < pathInWords(b.path) ? -1 : 1));
  const told = sorted.slice(0, MOST_TOLD).map(changeInWords);
  const more = changes.length - told.length;
  return more > 0 ? `${told.join(", ")} and ${more} more` : told.join(", ");
}

export function changeInWords({ path, from, to }: AttributeChange): string {
  const sign = from === undefined ? "+" : to === undefined ? "-" : "~";
  return `${sign}${pathInWords(path)}`;
}

function pathInWords(path: Path): string {
  return path.map((name) => (/^[\w-]+$/.test(name) ? name : JSON.stringify(name))).join(".");
}
