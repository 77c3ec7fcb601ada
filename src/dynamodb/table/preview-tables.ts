// Table work as a dry run: what each step would be, seen through those before it, and what would stop it.
import type { PreviewedOperation } from "../../core/item-preview.ts";
import type { DynamoSession } from "../call.ts";
import type { Target } from "../target.ts";
import type { Door } from "./door.ts";
import { planTable } from "./next-step.ts";
import { type ManagedBy, ownerOf } from "./owner.ts";
import { type LiveTable, readTable, withoutUnknown } from "./read.ts";
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
