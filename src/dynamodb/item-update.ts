// The smallest conditional update that turns an item as it was read into what a function made of it.
import { GodwitError } from "../core/errors.ts";
import type { AttributeMap, AttributeValue } from "./attribute.ts";
import { type AttributeChange, attributeAt, changesBetween } from "./change.ts";
import { type Expression, type ExpressionParts, expression } from "./expression.ts";
import { isWithin, type Path, pathKey } from "./path.ts";
import type { Read } from "./read-set.ts";

export interface ItemUpdate extends ExpressionParts {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  /** What differs, but for stamps, place by place. */
  readonly changes: readonly AttributeChange[];
}

export interface UpdateOrder {
  readonly before: AttributeMap;
  readonly after: AttributeMap;
  readonly reads: readonly Read[];
  /** The partition key's name: the item must still exist. */
  readonly key: string;
  /** Attributes written along with any change, which themselves are neither a change nor a condition. */
  readonly stamps: AttributeMap;
  /** How people name the item. */
  readonly label: string;
}

/** DynamoDB's limits: characters of one expression, and operators and functions in it. */
const LONGEST = 4096;
const MOST_OPERATORS = 300;

/** Null when nothing but stamps differs: the item already is what the function wants. */
export function itemUpdate(order: UpdateOrder): ItemUpdate | null {
  const { before, after, stamps } = order;
  const unstamped = (map: AttributeMap): AttributeMap =>
    Object.fromEntries(Object.entries(map).filter(([name]) => !Object.hasOwn(stamps, name)));
  const from = unstamped(before);
  const to = unstamped(after);
  const exact = changesBetween(from, to, Number.POSITIVE_INFINITY);
  if (exact.length === 0) return null;
  // Too long as exact paths: whole attributes instead, which is coarser but as safe.
  const update =
    render(order, exact, order.reads) ?? render(order, changesBetween(from, to, 1), whole(order.reads));
  if (update) return { ...update, changes: exact };
  throw new GodwitError("NOT_SUPPORTED", `the change to ${order.label} reads or writes too many attributes`, {
    hint: "change the item in place (`item.a = 1; return item`) instead of copying it, or split it in several updates",
  });
}

function whole(reads: readonly Read[]): readonly Read[] {
  return reads.map(({ path }) => ({ path: path.slice(0, 1), saw: "value" }));
}

function render(
  order: UpdateOrder,
  changes: readonly AttributeChange[],
  reads: readonly Read[],
): Omit<ItemUpdate, "changes"> | null {
  const text = expression();
  const sets = changes.flatMap(({ path, to }) => (to ? [`${text.place(path)} = ${text.value(to)}`] : []));
  for (const [name, value] of Object.entries(order.stamps)) {
    sets.push(`${text.place([name])} = ${text.value(value)}`);
  }
  const removes = changes.flatMap(({ path, to }) => (to ? [] : [text.place(path)]));
  const update = [
    ...(sets.length > 0 ? [`SET ${sets.join(", ")}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(", ")}`] : []),
  ].join(" ");
  const conditions = conditionsOf(order, changes, reads).map((condition) => write(text, condition));
  conditions.unshift(`attribute_exists(${text.place([order.key])})`);
  const condition = conditions.join(" AND ");
  // Each condition is one operator or function, and each but the first brings an AND.
  const operators = Math.max(conditions.length * 2 - 1, sets.length + removes.length);
  if (operators > MOST_OPERATORS || condition.length > LONGEST || update.length > LONGEST) return null;
  return { UpdateExpression: update, ConditionExpression: condition, ...text.parts() };
}

type Condition =
  | { readonly path: Path; readonly is: "equal"; readonly to: AttributeValue }
  | { readonly path: Path; readonly is: "absent" }
  | { readonly path: Path; readonly is: "a"; readonly type: "M" | "L" };

/** What must still hold when the write lands: all that was read, all that changes, and the maps on the way there. */
function conditionsOf(
  order: UpdateOrder,
  changes: readonly AttributeChange[],
  reads: readonly Read[],
): readonly Condition[] {
  const found = new Map<string, Condition>();
  const values = [...changes, ...reads.filter(({ saw }) => saw === "value")].map(({ path }) => path);
  for (const path of values) {
    if (Object.hasOwn(order.stamps, path[0] ?? "")) continue;
    const to = attributeAt(order.before, path);
    found.set(pathKey(path), to ? { path, is: "equal", to } : { path, is: "absent" });
  }
  const shapes = reads.filter(({ saw }) => saw === "shape").map(({ path }) => path);
  for (const path of [...shapes, ...changes.flatMap((change) => ancestors(change.path))]) {
    const value = attributeAt(order.before, path);
    const key = pathKey(path);
    if (!value || found.has(key) || Object.hasOwn(order.stamps, path[0] ?? "")) continue;
    if ("M" in value || "L" in value) found.set(key, { path, is: "a", type: "M" in value ? "M" : "L" });
  }
  const all = [...found.values()];
  return all.filter((one) => !all.some((other) => implies(other, one)));
}

function ancestors(path: Path): Path[] {
  return path.slice(1).map((_, index) => path.slice(0, index + 1));
}

function implies(stronger: Condition, weaker: Condition): boolean {
  if (stronger === weaker || stronger.is !== "equal") return false;
  if (isWithin(weaker.path, stronger.path)) return true;
  // An entry can only be equal when the map around it is there.
  return weaker.is === "a" && weaker.type === "M" && isWithin(stronger.path, weaker.path);
}

function write(text: Expression, condition: Condition): string {
  const place = text.place(condition.path);
  if (condition.is === "equal") return `${place} = ${text.value(condition.to)}`;
  if (condition.is === "absent") return `attribute_not_exists(${place})`;
  return `attribute_type(${place}, ${text.value({ S: condition.type })})`;
}
