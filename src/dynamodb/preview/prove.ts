// Proves migrations on items in memory: that they apply, twice and from a half, and come back; and that init equals them.
import type { ProveOrder } from "../../core/engine.ts";
import type { ItemDifference, ItemProof, ItemProofs, ProvedItems } from "../../core/item-proof.ts";
import type { DynamoScript } from "../../core/module-dynamo.ts";
import type { Step } from "../../core/step.ts";
import { renderKey } from "../call.ts";
import type { Stamps } from "../context-options.ts";
import { keyOfItem } from "../item-answer.ts";
import { changeInWords } from "../item-write.ts";
import type { ModuleRun } from "../program.ts";
import type { Target } from "../target.ts";
import { randomFrom } from "./sample.ts";
import { type Difference, differences, type Items, mixed, simulate } from "./simulate.ts";

export interface Proving {
  readonly target: Target;
  readonly stamps: Stamps;
}

const PASS = (evidence: string): ItemProof => ({ verdict: "pass", evidence });
const FAIL = (evidence: string): ItemProof => ({ verdict: "fail", evidence });
const SKIPPED = (evidence: string): ItemProof => ({ verdict: "skipped", evidence });
/** Halves that are tried: each is another mixture. */
const HALVES = 8;

export async function proveItems(
  { target, stamps }: Proving,
  { base, init, migrations, signal, seed }: ProveOrder,
): Promise<ItemProofs> {
  const run = (step: Step, name: string, items: Items) =>
    simulate({ target, stamps, name, signal }, scriptOf(step) ?? (() => undefined), items);
  let items: Items = base ? await run(base, "init", new Map()) : new Map();
  const proved: ProvedItems[] = [];
  const random = randomFrom(seed);
  let broken = false;
  const told = (wanted: Items, found: Items): string => inWords(target, differences(wanted, found, stamps));
  for (const { version, name, up, down } of migrations) {
    const before = items;
    const applied = await attempt(() => run(up, name, before));
    if ("failed" in applied) {
      const none = SKIPPED("it does not apply");
      const proofs = { applies: FAIL(applied.failed), reapplies: none, resumes: none, rollback: none };
      proved.push({ version, name, proofs });
      broken = true;
      break;
    }
    const { after } = applied;
    const equal = async (work: () => Promise<Items>, wanted: Items, evidence: string): Promise<ItemProof> => {
      const found = await attempt(work);
      if ("failed" in found) return FAIL(found.failed);
      const why = told(wanted, found.after);
      return why === "" ? PASS(evidence) : FAIL(why);
    };
    const halves: ItemProof[] = [];
    for (let half = 0; half < HALVES; half++) {
      const start = mixed(before, after, random);
      halves.push(await equal(() => run(up, name, start), after, `${HALVES} halves came to the same`));
    }
    proved.push({
      version,
      name,
      proofs: {
        applies: PASS(told(before, after) || "it changes nothing"),
        reapplies: await equal(() => run(up, name, after), after, "a second time changes nothing"),
        resumes: halves.find(({ verdict }) => verdict === "fail") ?? (halves[0] as ItemProof),
        rollback:
          down && scriptOf(down)
            ? await equal(() => run(down, name, after), before, "`down` gives back what was")
            : PASS("taken back from the images that a run keeps"),
      },
    });
    items = after;
  }
  return { migrations: proved, parity: await parityOf() };

  async function parityOf(): Promise<ItemProof> {
    if (!init) return SKIPPED("`dynamodb.init` is not configured");
    if (!base) return SKIPPED("there is no earlier init to begin with");
    if (broken) return SKIPPED("a migration does not apply");
    const fresh = await attempt(() => run(init, "init", new Map()));
    if ("failed" in fresh) return FAIL(`init: ${fresh.failed}`);
    const why = told(fresh.after, items);
    return why === "" ? PASS(`${fresh.after.size} of ${fresh.after.size} items are the same`) : FAIL(why);
  }
}

/** What init gives and a table should hold. */
export function wantedItems({ target, stamps }: Proving, init: Step, signal: AbortSignal): Promise<Items> {
  return simulate({ target, stamps, name: "init", signal }, scriptOf(init) ?? (() => undefined), new Map());
}

export function asDifferences(target: Target, list: readonly Difference[]): readonly ItemDifference[] {
  return list
    .map(({ item, changes }) => {
      const whole = changes.find(({ path }) => path.length === 1 && path[0] === target.keys[0]);
      const places = whole ? [whole.to ? "is there" : "is missing"] : changes.map(changeInWords).sort();
      return { item: renderKey(keyOfItem(target, item)), places };
    })
    .sort((a, b) => (a.item < b.item ? -1 : 1));
}

const MOST_NAMED = 5;

function inWords(target: Target, list: readonly Difference[]): string {
  const named = asDifferences(target, list)
    .slice(0, MOST_NAMED)
    .map(({ item, places }) => `${item}: ${places.join(", ")}`);
  const more = list.length > named.length ? [`and ${list.length - named.length} more items`] : [];
  return [...named, ...more].join("; ");
}

function scriptOf({ op }: Step): DynamoScript | undefined {
  return (op as ModuleRun).run;
}

async function attempt(
  work: () => Promise<Items>,
): Promise<{ readonly after: Items } | { readonly failed: string }> {
  try {
    return { after: await work() };
  } catch (thrown) {
    return { failed: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
