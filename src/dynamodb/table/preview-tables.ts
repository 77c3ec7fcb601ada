// Table work as a dry run: what each step would be, seen through those before it, and what would stop it.
import type { PreviewedOperation } from "../../core/item-preview.ts";
import type { DynamoSession } from "../call.ts";
import { findTarget, type Target } from "../target.ts";
import type { Door, RekeyOrder } from "./door.ts";
import { planTable } from "./next-step.ts";
import { type ManagedBy, ownerOf } from "./owner.ts";
import { type LiveTable, readTable, withoutUnknown } from "./read.ts";
import { type PreviewRekey, previewRekey } from "./rekey/preview-rekey.ts";
import type { Compared } from "./rekey/rekey-work.ts";
import type { SettingName, TableState, Wanted } from "./state.ts";
import { applyStep, stepInWords, type TableStep } from "./step.ts";
import { stepNotes } from "./step-notes.ts";
import { findViolations, violationsInWords } from "./violations.ts";

export interface PreviewTables {
  /** Refuses every write. */
  readonly session: DynamoSession;
  readonly target: Target;
  readonly managedBy: ManagedBy;
  readonly check: () => void;
  /** Tables as the migrations of a plan have left them. */
  readonly seen: Map<string, TableState | null>;
  readonly tell: (operation: PreviewedOperation) => void;
}

export function previewDoor(preview: PreviewTables): Door {
  const { session, managedBy, seen, tell } = preview;
  return {
    async arrive({ wanted, leavesOut }) {
      const { table } = wanted;
      const live = await readTable(session, table, Object.keys(wanted.settings) as SettingName[]);
      const before = stateOf(preview, wanted, live);
      const owner = await ownerOf(session, live?.description.TableArn, managedBy);
      const steps = planTable(before, live ? withoutUnknown(wanted, live) : wanted);
      for (const step of steps) {
        const why = owner
          ? `${table} belongs to ${owner.name}: ${owner.next}`
          : leavesOut
            ? undefined
            : await violationsOf(preview, step, live);
        tell(operationOf(step, stepNotes(step, live?.description ?? null), why));
      }
      const after = steps.reduce(applyStep, before);
      seen.set(table, after);
      if (after && table === preview.target.table) preview.target.learn?.(asTarget(after));
      return steps.length > 0 ? "changed" : "unchanged";
    },
    ...rekeyDoor(preview),
    async delete(table) {
      const live = await readTable(session, table, []);
      if (seen.has(table) ? !seen.get(table) : !live) return "unchanged";
      const step: TableStep = { do: "delete", table };
      tell(operationOf(step, stepNotes(step, null), undefined));
      seen.set(table, null);
      return "changed";
    },
  };
}

const NOT_YET: Compared = { items: 0, missing: 0, different: 0, extra: 0 };

type RekeyDoor = Omit<Door, "arrive" | "delete">;

function rekeyDoor(preview: PreviewTables): RekeyDoor {
  const tell = async ({ from, rekey }: RekeyOrder, about: PreviewRekey): Promise<void> => {
    const tied = {
      rekey,
      from: await targetOf(preview, from),
      to: await targetOf(preview, rekey.to),
    };
    preview.tell(await previewRekey(preview.session, tied, about));
  };
  const unable = "without a `down` of its own nothing takes it back";
  const waits = "writers wait from `moving` until the end, if they do not write to both";
  return {
    async copy(order) {
      await tell(order, { does: "copy the items of", notes: [], back: unable });
      return { ...NOT_YET, passes: 0 };
    },
    async compare(order) {
      await tell(order, { does: "compare the items of", notes: [], back: "writes nothing" });
      return NOT_YET;
    },
    async uncopy(order) {
      await tell(order, { does: "remove copies of", notes: [], back: unable });
      return 0;
    },
    async cutOver(order) {
      await tell(order, { does: "cut over from", notes: [waits], back: unable });
      return "changed";
    },
    async cutBack(order) {
      await tell(order, { does: "cut back from", notes: [waits], back: unable });
      return "changed";
    },
  };
}

/** A table as it is, or as the plan has made it so far. */
async function targetOf({ session, seen }: PreviewTables, table: string): Promise<Target> {
  const planned = seen.get(table);
  return planned ? asTarget(planned) : findTarget(session, table);
}

function asTarget({ table, keys }: TableState): Target {
  const [pk, sk] = keys.map(({ name }) => name);
  return { table, keys: sk === undefined ? [pk ?? ""] : [pk ?? "", sk], account: null };
}

/** Settings that earlier steps did not touch are those of the table itself. */
function stateOf({ seen }: PreviewTables, { table }: Wanted, live: LiveTable | null): TableState | null {
  if (!seen.has(table)) return live?.state ?? null;
  const state = seen.get(table) ?? null;
  return state && live ? { ...state, settings: { ...live.state.settings, ...state.settings } } : state;
}

async function violationsOf(
  { session, check }: PreviewTables,
  step: TableStep,
  live: LiveTable | null,
): Promise<string | undefined> {
  if (step.do !== "add-index" || !live) return undefined;
  const found = await findViolations({ session, live, index: step.state, check });
  return found.count > 0 ? violationsInWords(step.index, found) : undefined;
}

function operationOf(
  step: TableStep,
  notes: readonly string[],
  unexpected: string | undefined,
): PreviewedOperation {
  const none = { scanned: 0, changed: 0, added: 0, removed: 0, unchanged: 0, skipped: 0 };
  return {
    what: stepInWords(step),
    ...none,
    ...{ shapes: [], readUnits: 0, writeUnits: 0, historyUnits: 0, sideUnits: {}, notes },
    ...(unexpected !== undefined && { unexpected }),
  };
}
