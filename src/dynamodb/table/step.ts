// One step on the way from a table as it is to a table as it should be: one call, one wait, one thing to take back.
import { GodwitError } from "../../core/errors.ts";
import { settingOf } from "./settings.ts";
import {
  type IndexState,
  keysInWords,
  type SettingName,
  type Settings,
  type TableState,
  type Units,
} from "./state.ts";

export type TableStep =
  | { readonly do: "create"; readonly table: string; readonly state: TableState }
  | { readonly do: "delete"; readonly table: string }
  | (IndexStep & { readonly do: "add-index" })
  | (IndexStep & { readonly do: "drop-index" })
  | {
      readonly do: "set";
      readonly table: string;
      readonly setting: SettingName;
      readonly from: unknown;
      readonly to: unknown;
    };

interface IndexStep {
  readonly table: string;
  readonly index: string;
  readonly state: IndexState;
  /** Where it has units of its own. */
  readonly units: Units | null;
}

/** The table after a step; null where there is none. */
export function applyStep(before: TableState | null, step: TableStep): TableState | null {
  if (step.do === "create") return created(step.state);
  if (step.do === "delete") return null;
  if (!before) throw new GodwitError("BUG", `a step on ${step.table}, which does not exist`);
  if (step.do === "set") {
    return { ...before, settings: { ...before.settings, [step.setting]: step.to } };
  }
  const { [step.index]: _one, ...others } = before.globalIndexes;
  const globalIndexes = step.do === "drop-index" ? others : { ...others, [step.index]: step.state };
  return { ...before, globalIndexes, settings: withUnits(before.settings, step) };
}

/** What CreateTable cannot say comes in steps of its own. */
function created(state: TableState): TableState {
  const names = Object.keys(state.settings) as SettingName[];
  const settings = names.map((name) => {
    const { atCreation, usual } = settingOf(name);
    return [name, atCreation ? state.settings[name] : usual];
  });
  return { ...state, settings: Object.fromEntries(settings) };
}

function withUnits(
  settings: Partial<Settings>,
  step: Extract<TableStep, { do: "add-index" | "drop-index" }>,
): Partial<Settings> {
  const { capacity } = settings;
  if (!capacity) return settings;
  const { [step.index]: _gone, ...indexes } = capacity.indexes;
  const units = step.units ?? (capacity.mode === "PROVISIONED" ? capacity : { read: null, write: null });
  const own = { read: units.read, write: units.write };
  return {
    ...settings,
    capacity: {
      ...capacity,
      indexes: step.do === "drop-index" ? indexes : { ...indexes, [step.index]: own },
    },
  };
}

/** The step that takes this one back; null where nothing does. */
export function inverseOf(step: TableStep): TableStep | null {
  switch (step.do) {
    case "create":
      return { do: "delete", table: step.table };
    case "delete":
      return null;
    case "add-index":
      return { ...step, do: "drop-index" };
    case "drop-index":
      return { ...step, do: "add-index" };
    case "set":
      return { ...step, from: step.to, to: step.from };
  }
}

/** Such as `add index by-city (City S)`. */
export function stepInWords(step: TableStep): string {
  switch (step.do) {
    case "create":
      return `create table ${step.table} (${keysInWords(step.state.keys)})`;
    case "delete":
      return `delete table ${step.table}`;
    case "add-index":
      return `add index ${step.index} (${keysInWords(step.state.keys)}) to ${step.table}`;
    case "drop-index":
      return `drop index ${step.index} of ${step.table}`;
    case "set":
      return `set ${settingOf(step.setting).inWords(step.to, step.from)} on ${step.table}`;
  }
}

/** Whether two steps are the same work, wherever they begin. */
export function sameStep(a: TableStep, b: TableStep): boolean {
  return workOf(a) === workOf(b);
}

function workOf(step: TableStep): string {
  if (step.do !== "set") return JSON.stringify(step);
  const { from: _from, ...work } = step;
  return JSON.stringify(work);
}
