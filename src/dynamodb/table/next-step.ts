// Compares a table with what is wanted of it, and says what to do first; repeated until nothing is left, a plan.
import { GodwitError } from "../../core/errors.ts";
import type { Turn } from "./setting.ts";
import { isBounded, UNBOUNDED } from "./settings/capacity.ts";
import { SETTING_NAMES, sameSetting, settingOf } from "./settings.ts";
import {
  type IndexState,
  keysInWords,
  type SettingName,
  sameData,
  sameIndex,
  sameKeys,
  type TableState,
  type Units,
  type Wanted,
} from "./state.ts";
import { applyStep, type TableStep } from "./step.ts";
import { wholeState } from "./wish.ts";

/**
 * Every step, in order. Nothing is taken away before what comes instead is there: capacity that grows, indexes and
 * replicas that are new, then those that go, then capacity that shrinks; protection comes first and goes last.
 */
export function planTable(from: TableState | null, wanted: Wanted): readonly TableStep[] {
  const steps: TableStep[] = [];
  let state = from;
  for (;;) {
    const step = nextStep(state, wanted);
    if (!step) return steps;
    if (steps.length > MOST_STEPS) throw new GodwitError("BUG", `the plan for ${wanted.table} never ends`);
    steps.push(step);
    state = applyStep(state, step);
  }
}

/** A table has 20 global indexes, and about as many regions and settings. */
const MOST_STEPS = 500;

/** Null when the table is as wanted. Throws NOT_SUPPORTED for what no step can change. */
export function nextStep(state: TableState | null, wanted: Wanted): TableStep | null {
  if (!state) return creation(wanted);
  refuseOtherShape(state, wanted);
  refuseImpossible(state, wanted);
  const due = [...indexSteps(state, wanted), ...settingSteps(state, wanted)];
  due.sort((a, b) => a.rank - b.rank);
  return due[0]?.step ?? null;
}

interface Due {
  readonly rank: number;
  readonly step: TableStep;
}

const RANK: Readonly<Record<Turn, number>> = { safety: 1, more: 2, plain: 5, less: 6, danger: 9 };
/** An index that stands in the way of another goes before it. */
const DROP_FIRST = 3;
const ADD = 4;
const DROP = 7;
/** Capacity shrinks when what used it is gone. */
const SHRINK = 8;

function creation(wanted: Wanted): TableStep {
  if (!wanted.keys) {
    throw new GodwitError("NO_DATABASE", `there is no table ${wanted.table}`, {
      hint: "make it first with `ctx.table.create({ … })`, then run `godwit up` again",
    });
  }
  const state = wholeState(wanted);
  refuseImpossible(state, wanted);
  return { do: "create", table: wanted.table, state };
}

function indexSteps(state: TableState, wanted: Wanted): readonly Due[] {
  const { table, globalIndexes, only } = wanted;
  const present = state.globalIndexes;
  const added = Object.entries(globalIndexes).filter(([name, index]) => index && !present[name]);
  const dropped = Object.entries(present).filter(([name, index]) => {
    const instead = globalIndexes[name];
    if (instead === undefined) return only;
    return instead === null || !sameIndex(index, instead);
  });
  const units = (name: string, of: Pick<TableState, "settings">): Units | null => {
    const own = of.settings.capacity?.indexes[name] ?? UNBOUNDED;
    return isBounded(own) ? own : null;
  };
  const full = Object.keys(present).length >= MOST_INDEXES;
  return [
    ...dropped.map(([index, of]) => {
      const first = globalIndexes[index] != null || full || added.some(([, to]) => to && retypes(to, of));
      const step = { do: "drop-index", table, index, state: of, units: units(index, state) } as const;
      return { rank: first ? DROP_FIRST : DROP, step };
    }),
    ...added.flatMap(([index, to]) => {
      if (!to) return [];
      const { capacity } = wanted.settings;
      const own = units(index, wanted) ?? wanted.units?.[index] ?? null;
      // The table may be in the other mode still: then the units come with the change of the mode.
      const fits = !capacity || capacity.mode === state.settings.capacity?.mode;
      const step = { do: "add-index", table, index, state: to, units: fits ? own : null } as const;
      return [{ rank: ADD, step }];
    }),
  ];
}

/** DynamoDB's limit unless it was raised. */
const MOST_INDEXES = 20;

/** An attribute has one type in all keys of a table. */
function retypes(to: IndexState, of: IndexState): boolean {
  return to.keys.some(({ name, type }) => of.keys.some((key) => key.name === name && key.type !== type));
}

function settingSteps(state: TableState, wanted: Wanted): readonly Due[] {
  return SETTING_NAMES.flatMap((name) => {
    const from = state.settings[name];
    const to = wanted.settings[name];
    if (to === undefined || sameSetting(name, from, to)) return [];
    const setting = settingOf(name);
    const next = setting.via ? setting.via(from, to) : to;
    const turn = setting.turn(from, next);
    const rank = name === "capacity" && turn === "less" ? SHRINK : RANK[turn];
    return [{ rank, step: { do: "set", table: wanted.table, setting: name, from, to: next } as const }];
  });
}

function refuseOtherShape(state: TableState, { table, keys, localIndexes }: Wanted): void {
  if (keys && !sameKeys(keys, state.keys)) {
    throw new GodwitError(
      "NOT_SUPPORTED",
      `${table} has the keys ${keysInWords(state.keys)}, not ${keysInWords(keys)}: keys of a table never change`,
      { hint: "create another table and copy the items: see docs/dynamodb.md, Other keys" },
    );
  }
  if (localIndexes && !sameLocal(localIndexes, state.localIndexes)) {
    throw new GodwitError(
      "NOT_SUPPORTED",
      `${table} has other local indexes: DynamoDB makes those with the table only`,
      { hint: "use a global index, or create another table and copy the items" },
    );
  }
}

function sameLocal(a: TableState["localIndexes"], b: TableState["localIndexes"]): boolean {
  return (
    sameData(Object.keys(a).sort(), Object.keys(b).sort()) &&
    Object.entries(a).every(([name, index]) => {
      const other = b[name];
      return other !== undefined && sameIndex(index, other);
    })
  );
}

/** What DynamoDB would refuse in the middle of the way. */
function refuseImpossible(state: TableState, wanted: Wanted): void {
  const of = (name: SettingName): unknown => wanted.settings[name] ?? state.settings[name];
  const wantedReplicas = wanted.settings.replicas ?? [];
  const view = "stream" in wanted.settings ? wanted.settings.stream : of("stream");
  if (wantedReplicas.length > 0 && view !== undefined && view !== "NEW_AND_OLD_IMAGES") {
    throw new GodwitError(
      "MODULE_INVALID",
      `${wanted.table} cannot have replicas without a stream of NEW_AND_OLD_IMAGES`,
      { hint: 'add `stream: "NEW_AND_OLD_IMAGES"` to its description, then run `godwit up` again' },
    );
  }
  const types = new Map<string, string>();
  const indexes = Object.values(wanted.globalIndexes).filter((index) => index !== null);
  for (const { name, type } of [...state.keys, ...indexes.flatMap(({ keys }) => keys)]) {
    const known = types.get(name) ?? type;
    types.set(name, known);
    if (known === type) continue;
    throw new GodwitError(
      "MODULE_INVALID",
      `${name} is ${known} in one key of ${wanted.table} and ${type} in another`,
      {
        hint: "an attribute has one type in all keys of a table: correct the migration, then run `godwit up` again",
      },
    );
  }
}
