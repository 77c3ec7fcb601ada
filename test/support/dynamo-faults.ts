// A DynamoDB at its worst, by a seed: partitions that throttle, commits of which nobody hears, replicas that are behind.
import { randomFrom } from "../../src/dynamodb/preview/sample.ts";
import type { Fault, Manner, Met, ProxiedCall } from "./dynamo-proxy.ts";
import { modelProblems } from "./sdk-model.ts";

export interface Faults extends Manner {
  decide(call: ProxiedCall): Fault;
  /** How often each fault struck. */
  readonly struck: Readonly<Record<FaultName, number>>;
  /** Requests that are not as the SDK's models say. */
  readonly problems: readonly string[];
}

export const FAULTS = [
  "partition throttled",
  "commit unheard",
  "failed inside",
  "line cut",
  "transaction conflict",
  "item conflict",
  "keys unprocessed",
  "stale read",
] as const;
export type FaultName = (typeof FAULTS)[number];

export interface FaultOptions {
  readonly seed: number;
  /** Of a hundred writes that could have a fault, how many have it; and of a hundred reads. */
  readonly percent: number;
  readonly ofReads?: number;
  /** Write units per second of one partition key; what is above is refused. */
  readonly unitsPerPartition: number;
}

type Data = Readonly<Record<string, unknown>>;

export function dynamoFaults({ seed, percent, ofReads = percent, unitsPerPartition }: FaultOptions): Faults {
  const random = randomFrom(seed);
  const struck = Object.fromEntries(FAULTS.map((name) => [name, 0])) as Record<FaultName, number>;
  const problems: string[] = [];
  const throttle = partitions(unitsPerPartition);
  const strikes = (name: FaultName, of = percent): boolean => {
    if (random() * 100 >= of) return false;
    struck[name]++;
    return true;
  };
  /** Keys of a request that were held back, until its answer says so. */
  const heldBack = new WeakMap<ProxiedCall, Data>();

  return {
    struck,
    problems,
    decide({ command, input, writes }) {
      problems.push(...modelProblems(command, "input", input));
      if (!writes || command === "CreateTable") return "none";
      if (isItemWrite(command) && !throttle(String(input.TableName), keyOf(input))) {
        struck["partition throttled"]++;
        return { error: "ProvisionedThroughputExceededException" };
      }
      if (strikes("commit unheard")) return "cut after";
      if (strikes("failed inside")) return "error after";
      if (strikes("line cut")) return "cut before";
      if (command === "TransactWriteItems") {
        const actions = input.TransactItems as readonly unknown[];
        const met = Math.floor(random() * actions.length);
        const reasons = actions.map((_, at) => (at === met ? "TransactionConflict" : "None"));
        // There are few of them in a run.
        if (strikes("transaction conflict", percent * 2))
          return { error: "TransactionCanceledException", reasons };
      } else if (strikes("item conflict")) return { error: "TransactionConflictException" };
      return "none";
    },
    meet(call): Met | null {
      const { command, input } = call;
      if (command !== "BatchGetItem" || !strikes("keys unprocessed", ofReads)) return null;
      const [[table, asked] = []] = Object.entries(input.RequestItems as Record<string, Data>);
      const keys = (asked?.Keys ?? []) as readonly unknown[];
      const kept = Math.ceil(keys.length / 2);
      if (table === undefined || kept === keys.length) return null;
      heldBack.set(call, { [table]: { ...asked, Keys: keys.slice(kept) } });
      return { input: { ...input, RequestItems: { [table]: { ...asked, Keys: keys.slice(0, kept) } } } };
    },
    revise(call, answer) {
      const { command, input } = call;
      const UnprocessedKeys = heldBack.get(call);
      if (UnprocessedKeys) return { ...answer, UnprocessedKeys };
      if (input.ConsistentRead === true || !/^(?:GetItem|Query|Scan)$/.test(command)) return answer;
      if (!strikes("stale read", ofReads)) return answer;
      return { ...answer, ...asItWas(answer, input.IndexName !== undefined) };
    },
  };
}

function isItemWrite(command: string): boolean {
  return /^(?:Put|Update|Delete)Item$/.test(command);
}

function keyOf({ Key, Item }: Data): string {
  const [first] = Object.values((Key ?? Item ?? {}) as Data);
  return JSON.stringify(first);
}

/** A bucket for each partition key, which holds what it gets in a second. */
function partitions(perSecond: number): (table: string, key: string) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (table, key) => {
    const name = `${table} ${key}`;
    const now = performance.now();
    const bucket = buckets.get(name) ?? { tokens: perSecond, at: now };
    bucket.tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    buckets.set(name, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  };
}

/** A replica that has heard nothing of late: nothing from a table, and of an index the keys alone, with old attributes. */
function asItWas({ Items }: Data, fromIndex: boolean): Data {
  if (!fromIndex) return { Item: undefined, Items: [] };
  const old = ((Items ?? []) as readonly Data[]).map((item) => ({ ...item, name: { S: "Old Name" } }));
  return { Items: old };
}
