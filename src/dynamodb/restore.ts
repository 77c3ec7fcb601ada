// Takes a migration back from its images: newest first, and only where an item still is what the migration wrote.
import type { WorkOrder } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import { grouped } from "../core/grouped.ts";
import { readAttempts } from "./attempt.ts";
import { namesOf } from "./context-options.ts";
import { optionalNumber, optionalText } from "./fields.ts";
import { newestPages, queryItems } from "./history-items.ts";
import { type HistoryPlace, itemKey, sortKeyOf } from "./layout.ts";
import { patientSession } from "./patient.ts";
import { checkRun, type ModuleAccess } from "./run-module.ts";
import { stepIn } from "./table/announced.ts";
import type { TableStep } from "./table/step.ts";
import { undoStep } from "./table/undo-step.ts";
import { CONFLICT_SEGMENT, openConflicts } from "./transform/conflicts.ts";
import { keyText } from "./transform/image.ts";
import { type Kept, keptImages, newestImages } from "./transform/image-store.ts";
import { inParallel } from "./transform/in-parallel.ts";
import { attemptPlace, imagesPlace, OPERATIONS, sweepPlace, transformPlace } from "./transform/places.ts";
import { type Restored, type RestoreOptions, restoreItem } from "./transform/restore-item.ts";
import { readRun, sweepsOf } from "./transform/run-item.ts";

const SEGMENTS_AT_ONCE = 8;
const ITEMS_AT_ONCE = 32;
const MOST_NAMED = 20;

/** Where everything about the applications of a migration is that were not reverted; newest last. */
export async function attemptsOf(
  { session, home }: Pick<ModuleAccess, "session" | "home">,
  version: string,
): Promise<readonly HistoryPlace[]> {
  const { up, down } = await readAttempts(session, home, version);
  return [...up, ...down].map((attempt) => attemptPlace(home, version, attempt));
}

/** Throws NO_ROLLBACK where nothing is known of what was written. */
export async function insistOnImages(
  { session, home }: Pick<ModuleAccess, "session" | "home">,
  { migration: { version, name } }: Pick<WorkOrder, "migration">,
): Promise<void> {
  const { up } = await readAttempts(session, home, version);
  if (up.length > 0) return;
  throw new GodwitError("NO_ROLLBACK", `${name} has no \`down\`, and nothing is kept of what it wrote`, {
    hint: `add \`down(ctx)\` to the migration, then run \`godwit down\` again; or \`godwit forget ${version}\``,
  });
}

export async function restoreMigration(access: ModuleAccess, order: WorkOrder): Promise<void> {
  const { home } = access;
  const session = patientSession(access.session);
  const { version, name } = order.migration;
  const { up } = await readAttempts(session, home, version);
  const say = (message: string): void => order.report({ type: "log", message, version, name });
  let steps = 0;
  const kept: string[] = [];
  let restored = 0;
  const options: RestoreOptions = {
    session,
    target: await access.target(),
    stampNames: namesOf(access.stamps),
    check: () => checkRun(access, order),
  };
  const tell = ({ label, did }: Restored): void => {
    if (did === "restored") restored++;
    if (did === "kept") kept.push(label);
  };
  const { managedBy } = access;
  const undo = (step: TableStep): Promise<void> => {
    steps++;
    return undoStep({ session: access.session, managedBy, check: options.check, say }, step);
  };
  for (const attempt of up) await refuseByHand(session, attemptPlace(home, version, attempt), name);
  for (const attempt of up.toReversed()) {
    await restoreAttempt(options, attemptPlace(home, version, attempt), { tell, undo });
  }
  // What was done to tables has been told.
  if (restored > 0 || steps === 0)
    say(`${grouped(restored)} ${restored === 1 ? "item is" : "items are"} as before`);
  if (kept.length === 0) return;
  say(`${grouped(kept.length)} were changed by others since, and stay as they are:`);
  for (const label of kept.slice(0, MOST_NAMED)) say(`  ${label}`);
  if (kept.length > MOST_NAMED) say(`  and ${grouped(kept.length - MOST_NAMED)} more`);
}

/** Before anything is taken back: what can be taken back only by functions. */
async function refuseByHand(
  session: ModuleAccess["session"],
  place: HistoryPlace,
  name: string,
): Promise<void> {
  const items = await queryItems(session, place, OPERATIONS);
  const hint = items.map((item) => optionalText(item, "byHand")).find((text) => text !== null);
  if (!hint) return;
  throw new GodwitError(
    "NO_ROLLBACK",
    `${name} re-keyed items, which only a \`down\` of its own takes back`,
    {
      hint: `add \`${hint}\` to the migration, then run \`godwit down\` again`,
    },
  );
}

type Tell = (restored: Restored) => void;

interface Undoing {
  readonly tell: Tell;
  readonly undo: (step: TableStep) => Promise<void>;
}

async function restoreAttempt(
  options: RestoreOptions,
  place: HistoryPlace,
  { tell, undo }: Undoing,
): Promise<void> {
  const { session } = options;
  const single = new Map(
    (await keptImages(session, place, "OP#")).map((kept) => [kept.sortKey, kept.images]),
  );
  const marks = (await queryItems(session, place, OPERATIONS)).flatMap((item) => {
    const number = optionalNumber(item, "transform");
    const step = stepIn(item);
    return number === null && !step ? [] : [{ sortKey: sortKeyOf(place, item), number, step }];
  });
  const all = [
    ...[...single.keys()].map((sortKey) => ({ sortKey, number: null, step: undefined })),
    ...marks,
  ];
  all.sort((a, b) => (a.sortKey < b.sortKey ? 1 : -1));
  for (const { sortKey, number, step } of all) {
    if (step) await undo(step);
    else if (number !== null) await restoreTransform(options, transformPlace(place, number), tell);
    else for (const image of single.get(sortKey) ?? []) tell(await restoreItem(options, image));
  }
}

async function restoreTransform(options: RestoreOptions, place: HistoryPlace, tell: Tell): Promise<void> {
  const { session } = options;
  const run = await readRun(session, place);
  if (!run) return;
  // What is still on the list of conflicts was never written.
  const settled = new Set(
    (await openConflicts(session, place, options.target)).map(({ key }) => keyText(key)),
  );
  const later = newestImages(session, imagesPlace(place, CONFLICT_SEGMENT));
  await restoreImages(options, { kept: later, settled, tell });
  const segments = Array.from({ length: run.segments }, (_, number) => number);
  await inParallel(segments, SEGMENTS_AT_ONCE, async (number) => {
    const kept = newestImages(session, imagesPlace(place, number));
    await restoreImages(options, { kept, settled: new Set(settled), tell });
  });
}

interface Restoring {
  readonly kept: AsyncIterable<Kept>;
  /** Keys that need no look any more; those that are found here are added. */
  readonly settled: Set<string>;
  readonly tell: Tell;
}

/**
 * Of several images of an item in one generation only the newest was written: another one is made only when the one
 * before was refused.
 */
async function restoreImages(options: RestoreOptions, { kept, settled, tell }: Restoring): Promise<void> {
  const first = new Set(settled);
  let seen = settled;
  let generation: string | undefined;
  for await (const { sortKey, images } of kept) {
    const now = sortKey.slice(0, 4);
    if (generation !== undefined && now !== generation) seen = new Set(first);
    generation = now;
    const due = images.filter(({ key }) => !seen.has(keyText(key)));
    for (const { key } of due) seen.add(keyText(key));
    await inParallel(due, ITEMS_AT_ONCE, async (image) => tell(await restoreItem(options, image)));
  }
}

/** Removes what was kept; what stays behind when this is interrupted is only room taken. */
export async function discardAttempts(
  { session }: Pick<ModuleAccess, "session">,
  attempts: readonly HistoryPlace[],
): Promise<void> {
  for (const attempt of attempts) {
    const marks = await queryItems(session, attempt, OPERATIONS);
    // Transforms of a rollback have no mark: they are numbered without a gap.
    for (let number = 1; ; number++) {
      const swept = await discardSweeps(session, attempt, number);
      const place = transformPlace(attempt, number);
      const run = await readRun(session, place);
      if (!run && swept === 0) break;
      for (let segment = CONFLICT_SEGMENT; run && segment < run.segments; segment++) {
        await removeAll(session, imagesPlace(place, segment));
      }
      await removeAll(session, place);
    }
    if (marks.length > 0) await removeAll(session, attempt);
  }
}

/** A sweep keeps no images. Answers how many there were. */
async function discardSweeps(
  session: ModuleAccess["session"],
  attempt: HistoryPlace,
  number: number,
): Promise<number> {
  const count = await sweepsOf(session, attempt, number);
  // The last first: what is interrupted goes on with those that are left.
  for (let pass = count; pass > 0; pass--) await removeAll(session, sweepPlace(attempt, number, pass));
  return count;
}

async function removeAll(session: ModuleAccess["session"], place: HistoryPlace): Promise<void> {
  for await (const items of newestPages(session, place, 100)) {
    await inParallel(items, ITEMS_AT_ONCE, async (item) => {
      const Key = itemKey(place, sortKeyOf(place, item));
      await session.run({ command: "DeleteItem", input: { TableName: place.table, Key } });
    });
  }
}
