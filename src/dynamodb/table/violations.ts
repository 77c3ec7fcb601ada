// Finds items that an index cannot hold before the index is made: DynamoDB leaves them out without a word, and refuses later writes of such.
import { GodwitError } from "../../core/errors.ts";
import { grouped } from "../../core/grouped.ts";
import type { AttributeMap } from "../attribute.ts";
import { type DynamoSession, renderKey } from "../call.ts";
import { expression } from "../expression.ts";
import { isOwn } from "../target.ts";
import { inParallel } from "../transform/in-parallel.ts";
import { segmentsFor } from "../transform/run-item.ts";
import type { LiveTable } from "./read.ts";
import type { IndexState, Key } from "./state.ts";

export interface Violations {
  readonly scanned: number;
  readonly count: number;
  /** Keys of the first. */
  readonly examples: readonly string[];
}

export interface Looking {
  readonly session: DynamoSession;
  readonly live: LiveTable;
  readonly index: IndexState;
  readonly check: () => void;
}

const SEGMENTS_AT_ONCE = 8;
const MOST_NAMED = 10;
const LONGEST = { HASH: 2048, RANGE: 1024 } as const;

/** Reads the whole table, of which DynamoDB sends only the violations. */
export async function findViolations({ session, live, index, check }: Looking): Promise<Violations> {
  const { state, description } = live;
  const own = new Set(state.keys.map(({ name }) => name));
  // The table's own keys are what they are by themselves.
  const keys = index.keys.filter(({ name }) => !own.has(name));
  if (keys.length === 0) return { scanned: 0, count: 0, examples: [] };
  const text = expression();
  const FilterExpression = keys.map((key) => violates(key, text)).join(" OR ");
  const ProjectionExpression = state.keys.map(({ name }) => text.place([name])).join(", ");
  const total = segmentsFor(description);
  const found: string[] = [];
  const sum = { scanned: 0, count: 0 };
  const numbers = Array.from({ length: total }, (_, number) => number);
  await inParallel(numbers, SEGMENTS_AT_ONCE, async (Segment) => {
    let after: AttributeMap | undefined;
    do {
      check();
      const page = await session.run({
        command: "Scan",
        input: {
          ...{ TableName: state.table, ConsistentRead: true, Segment, TotalSegments: total, Limit: PAGE },
          ...{ FilterExpression, ProjectionExpression, ...text.parts() },
          ...(after && { ExclusiveStartKey: after }),
        },
      });
      sum.scanned += page.ScannedCount ?? page.Items.length;
      for (const item of page.Items) {
        const key = keyIn(item, state.keys);
        if (isOwn(key[state.keys[0]?.name ?? ""] ?? { NULL: true })) continue;
        sum.count++;
        if (found.length < MOST_NAMED) found.push(renderKey(key));
      }
      after = page.LastEvaluatedKey;
    } while (after);
  });
  return { ...sum, examples: found.sort() };
}

/** In the order of the keys, whatever the order in which DynamoDB sends them. */
function keyIn(item: AttributeMap, keys: readonly Key[]): AttributeMap {
  return Object.fromEntries(
    keys.flatMap(({ name }) => {
      const value = item[name];
      return value ? [[name, value]] : [];
    }),
  );
}

/** The filter runs at DynamoDB: pages may be large. */
const PAGE = 10_000;

function violates({ name, type, role }: Key, text: ReturnType<typeof expression>): string {
  const place = text.place([name]);
  const wrong = `NOT attribute_type(${place}, ${text.value({ S: type })})`;
  // Numbers have no length.
  if (type === "N") return `(attribute_exists(${place}) AND ${wrong})`;
  const empty = `size(${place}) = ${text.value({ N: "0" })}`;
  const long = `size(${place}) > ${text.value({ N: String(LONGEST[role]) })}`;
  return `(attribute_exists(${place}) AND (${wrong} OR ${empty} OR ${long}))`;
}

/** Throws KEY_VIOLATIONS where there are any. */
export function refuseViolations(index: string, { count, examples }: Violations): void {
  if (count === 0) return;
  throw new GodwitError("KEY_VIOLATIONS", violationsInWords(index, { count, examples }), {
    hint: 'correct the items with `ctx.transform` first, or accept it: `ctx.table.addIndex(…, { violations: "leave-out" })`',
  });
}

export function violationsInWords(index: string, { count, examples }: Omit<Violations, "scanned">): string {
  const items = count === 1 ? "1 item has" : `${grouped(count)} items have`;
  const more = count > examples.length ? ` and ${grouped(count - examples.length)} more` : "";
  return `${items} a key that index ${index} cannot hold, of another type, empty or too long: ${examples.join(", ")}${more}`;
}
