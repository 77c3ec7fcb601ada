// Copies, compares and cuts over: passes over both tables until a whole pass finds nothing to do.
import { GodwitError } from "../../../core/errors.ts";
import { grouped } from "../../../core/grouped.ts";
import type { KeyValue } from "../../../core/module-dynamo.ts";
import type { AttributeMap } from "../../attribute.ts";
import type { Action, DynamoSession } from "../../call.ts";
import { type Target, targetKey } from "../../target.ts";
import type { PageWorker } from "../../transform/page.ts";
import type { Counts } from "../../transform/segment.ts";
import { fromItem, toItem } from "../../value.ts";
import { asRead } from "./jobs.ts";
import { reversed, type Tied } from "./rekey.ts";
import { backward, forward, uncopying } from "./sweeps.ts";

export interface RekeyAccess {
  readonly session: DynamoSession;
  /** The environment's table, which holds the marker. */
  readonly target: Target;
  /** Goes over a whole table in leased segments; `pass` counts those of one call of the migration. */
  readonly sweep: (table: Target, pass: number, work: PageWorker) => Promise<Counts>;
  /** The first pass that nobody has begun. */
  readonly unswept: () => Promise<number>;
  /** Behind the lock's guard; false where a condition does not hold. */
  readonly send: (actions: readonly Action[]) => Promise<boolean>;
  readonly check: () => void;
  readonly say: (message: string) => void;
}

export interface Compared {
  readonly items: number;
  /** Copies that are missing, are another than their item makes them, or have no item. */
  readonly missing: number;
  readonly different: number;
  readonly extra: number;
}

export interface Copied extends Compared {
  readonly passes: number;
}

/** A table that is written all the time is never met at rest. */
const PASSES = 4;
const LAST_PASSES = 10;

/** All that passes need: also a process that helps has it. */
export type PassAccess = Pick<RekeyAccess, "sweep" | "say">;

/** Ends when a pass finds nothing to do, or after some: `missing`, `different`, `extra` are those of the last pass. */
export async function copyItems(access: PassAccess, tied: Tied): Promise<Copied> {
  return passUntilSame(access, tied, { most: PASSES, from: 1 });
}

async function passUntilSame(
  access: PassAccess,
  tied: Tied,
  { most, from }: { readonly most: number; readonly from: number },
): Promise<Copied> {
  for (let passes = 1; ; passes++) {
    const found = await pass(access, tied, { number: from + passes - 1, writes: true });
    access.say(`pass ${passes} from ${tied.from.table} to ${tied.to.table}: ${inWords(found)}`);
    if (isSame(found) || passes === most) return { ...found, passes };
  }
}

export async function compareItems(access: RekeyAccess, tied: Tied): Promise<Compared> {
  const found = await pass(access, tied, { number: 1, writes: false });
  access.say(`${tied.to.table} against ${tied.from.table}: ${inWords(found)}`);
  return found;
}

async function pass(
  { sweep }: PassAccess,
  tied: Tied,
  { number, writes }: { readonly number: number; readonly writes: boolean },
): Promise<Compared> {
  const there = await sweep(tied.from, number * 2 - 1, forward(tied, { writes }));
  const back = await sweep(tied.to, number * 2, backward(tied, { writes }));
  return { items: there.scanned, missing: there.added, different: there.changed, extra: back.removed };
}

function isSame({ missing, different, extra }: Compared): boolean {
  return missing + different + extra === 0;
}

function inWords({ items, missing, different, extra }: Compared): string {
  const told = [
    [missing, "were missing"],
    [different, "were different"],
    [extra, "were too many"],
  ] as const;
  const found = told.filter(([count]) => count > 0).map(([count, what]) => `${grouped(count)} ${what}`);
  return `${grouped(items)} items, ${found.length === 0 ? "all copies are equal" : found.join(", ")}`;
}

export async function removeCopies(access: RekeyAccess, tied: Tied): Promise<number> {
  const { removed, skipped } = await access.sweep(tied.to, 1, uncopying(tied));
  access.say(`${grouped(removed)} copies removed from ${tied.to.table}, ${grouped(skipped)} items stay`);
  return removed;
}

export interface CutOver {
  /** The item that tells the application which table counts: `{ table, state, next }`. */
  readonly marker: readonly [KeyValue, KeyValue?];
  /** How long a writer may go on before it has seen that the marker says `moving`. */
  readonly graceSeconds: number;
}

interface Marker {
  readonly table: string;
  readonly state: "settled" | "moving";
  /** Where it is moving to. */
  readonly next?: string;
}

/** Writers see `moving`, the rest is copied, a whole pass finds nothing to do, and the marker names the new table. */
export async function cutOver(
  access: RekeyAccess,
  tied: Tied,
  { marker, graceSeconds }: CutOver,
): Promise<"changed" | "unchanged"> {
  const { from, to } = tied;
  const here = { table: from.table, state: "settled" } as const;
  const there = { table: to.table, state: "settled" } as const;
  const now = await readMarker(access, marker);
  if (now?.table === there.table && now.state === "settled") return "unchanged";
  await writeMarker(access, marker, { ...here, state: "moving", next: to.table });
  await rest(access, graceSeconds);
  const found = await passUntilSame(access, tied, { most: LAST_PASSES, from: await freshPass(access) });
  if (!isSame(found)) {
    await writeMarker(access, marker, here);
    throw new GodwitError(
      "TRANSFORM_CONFLICTS",
      `${from.table} is still written to while it is cut over: ${inWords(found)}`,
      {
        hint: "let the writers wait while the marker says `moving`, or write to both tables, then run `godwit up` again",
      },
    );
  }
  await writeMarker(access, marker, there);
  access.say(`${to.table} counts from now on, with ${grouped(found.items)} items looked at`);
  return "changed";
}

/** Takes a cut-over back, without losing what was written to the new place since: by `back`, or where that is nothing. */
export async function cutBack(
  access: RekeyAccess,
  tied: Tied,
  { marker, graceSeconds }: CutOver,
): Promise<"changed" | "unchanged"> {
  const { from, to } = tied;
  const here = { table: from.table, state: "settled" } as const;
  const now = await readMarker(access, marker);
  if (!now || (now.table === here.table && now.state === "settled")) return "unchanged";
  await writeMarker(access, marker, { table: to.table, state: "moving", next: from.table });
  await rest(access, graceSeconds);
  const back = reversed(tied);
  const number = await freshPass(access);
  const found = back
    ? await passUntilSame(access, back, { most: LAST_PASSES, from: number })
    : await pass(access, tied, { number: number, writes: false });
  if (!isSame(found)) {
    await writeMarker(access, marker, { table: to.table, state: "settled" });
    throw new GodwitError(
      "NOT_AS_DECLARED",
      `${to.table} was written to since the cut-over, and ${from.table} does not have it: ${inWords(found)}`,
      {
        hint: "give the re-keying a function `back`, which makes an item of its copy, then run `godwit down` again",
      },
    );
  }
  await writeMarker(access, marker, here);
  access.say(`${from.table} counts again`);
  return "changed";
}

/** What an interrupted run found equal says nothing of now: a cut-over begins with a pass of its own. */
async function freshPass({ unswept }: RekeyAccess): Promise<number> {
  return Math.floor((await unswept()) / 2) + 1;
}

async function rest({ check }: RekeyAccess, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    check();
    await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, end - performance.now())));
  }
}

async function readMarker(access: RekeyAccess, marker: CutOver["marker"]): Promise<Marker | undefined> {
  const item = await markerItem(access, marker);
  return item && (toItem(item) as unknown as Marker);
}

async function markerItem(
  { session, target }: RekeyAccess,
  marker: CutOver["marker"],
): Promise<AttributeMap | undefined> {
  const input = { TableName: target.table, Key: targetKey(target, ...marker), ConsistentRead: true } as const;
  return (await session.run({ command: "GetItem", input })).Item;
}

const TRIES = 8;

async function writeMarker(access: RekeyAccess, marker: CutOver["marker"], to: Marker): Promise<void> {
  const { target, send } = access;
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await markerItem(access, marker);
    // What else the item holds is the application's.
    const { next: _next, ...rest } = before ?? {};
    const Item = { ...rest, ...targetKey(target, ...marker), ...fromItem(to) };
    if (await send([{ Put: { TableName: target.table, Item, ...asRead(target.keys[0], before) } }])) return;
  }
  throw new GodwitError("TRANSFORM_CONFLICTS", `others write the marker in ${target.table} all the time`);
}
