// Reads what a migration wants of a table into the one form that is compared; plain JavaScript may want anything.
import { GodwitError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import type { CapacityWish, IndexWish, KeysWish, SettingsWish, TableWish, UnitsWish } from "./public.ts";
import { SETTING_NAMES, usualSettings } from "./settings.ts";
import type {
  CapacityState,
  IndexState,
  Key,
  KeyAttribute,
  Settings,
  TableState,
  Units,
  Wanted,
} from "./state.ts";

const SHAPE = ["partitionKey", "sortKey", "globalIndexes", "localIndexes"];
const INDEX = ["partitionKey", "sortKey", "projection", "capacity"];

/** A whole table: its keys and indexes are these and no others. Throws MODULE_INVALID. */
export function wantedTable(table: string, wish: TableWish): Wanted {
  refuseUnknown(wish, [...SHAPE, ...SETTING_NAMES], `table ${table}`);
  const keys = keysOf(wish, `table ${table}`);
  const globalIndexes = indexesOf(wish.globalIndexes);
  return {
    table,
    keys,
    localIndexes: indexesOf(wish.localIndexes),
    globalIndexes,
    units: ownUnits(wish.globalIndexes),
    only: true,
    settings: settingsOf(wish, table, wish.globalIndexes),
  };
}

/** As it is when it is made: what was not said is usual. */
export function wholeState({
  table,
  keys = [],
  localIndexes = {},
  globalIndexes,
  settings,
}: Wanted): TableState {
  const indexes = Object.entries(globalIndexes).flatMap(([name, index]) => (index ? [[name, index]] : []));
  return {
    ...{ table, keys, localIndexes },
    globalIndexes: Object.fromEntries(indexes),
    settings: { ...usualSettings(), ...settings },
  };
}

export function wantedSettings(table: string, wish: SettingsWish): Wanted {
  refuseUnknown(wish, SETTING_NAMES, `settings of ${table}`);
  return { table, globalIndexes: {}, only: false, settings: settingsOf(wish, table) };
}

export function wantedIndex(
  table: string,
  { name, index }: { readonly name: string; readonly index: IndexWish | null },
): Wanted {
  const units = ownUnits(index ? { [name]: index } : {});
  return {
    table,
    globalIndexes: { [name]: index && indexOf(name, index) },
    units,
    only: false,
    settings: {},
  };
}

function unitsOf({ read, write }: UnitsWish, what: string): Units {
  for (const units of [read, write]) {
    if (units !== undefined && !(Number.isInteger(units) && units >= 1)) {
      throw invalid(
        `${what} has a capacity that is no whole number from 1`,
        "capacity: { read: 5, write: 5 }",
      );
    }
  }
  return { read: read ?? null, write: write ?? null };
}

function ownUnits(indexes: Readonly<Record<string, IndexWish>> = {}): Readonly<Record<string, Units>> {
  return Object.fromEntries(
    Object.entries(indexes).flatMap(([name, { capacity }]) =>
      capacity ? [[name, unitsOf(capacity, `index ${name}`)] as const] : [],
    ),
  );
}

function indexesOf(wish: Readonly<Record<string, IndexWish>> = {}): Record<string, IndexState> {
  return Object.fromEntries(Object.entries(wish).map(([name, index]) => [name, indexOf(name, index)]));
}

function indexOf(name: string, wish: IndexWish): IndexState {
  const what = `index ${name}`;
  refuseUnknown(wish, INDEX, what);
  const { projection = "ALL" } = wish;
  const listed = Array.isArray(projection) && projection.every((one) => typeof one === "string");
  if (projection !== "ALL" && projection !== "KEYS_ONLY" && !listed) {
    throw invalid(
      `${what} has a projection that is none`,
      'projection: "ALL", "KEYS_ONLY" or a list of names',
    );
  }
  return { keys: keysOf(wish, what), projection };
}

function keysOf({ partitionKey, sortKey }: KeysWish, what: string): readonly Key[] {
  const list = (one: KeysWish["sortKey"], role: Key["role"]): readonly Key[] =>
    (one === undefined ? [] : Array.isArray(one) ? one : [one]).map((attribute: KeyAttribute) => {
      const { name, type } = attribute ?? {};
      if (typeof name === "string" && name !== "" && ["S", "N", "B"].includes(type))
        return { name, type, role };
      throw invalid(`${what} has a key without a name and a type`, 'partitionKey: { name: "PK", type: "S" }');
    });
  const keys = [...list(partitionKey, "HASH"), ...list(sortKey, "RANGE")];
  if (keys[0]?.role === "HASH") return keys;
  throw invalid(`${what} has no partition key`, 'partitionKey: { name: "PK", type: "S" }');
}

function settingsOf(
  wish: SettingsWish,
  table: string,
  indexes: Readonly<Record<string, IndexWish>> = {},
): Partial<Settings> {
  const { capacity, encryption, resourcePolicy, replicas } = wish;
  const own = Object.entries(ownUnits(indexes));
  const given = Object.fromEntries(
    SETTING_NAMES.flatMap((name) => (wish[name] === undefined ? [] : [[name, wish[name]]])),
  );
  return {
    ...given,
    ...(capacity !== undefined && { capacity: capacityOf(capacity, { table, own, indexes }) }),
    ...(encryption !== undefined && {
      encryption: encryption === null ? null : { key: encryption === "kms" ? null : encryption },
    }),
    ...(resourcePolicy !== undefined && {
      resourcePolicy:
        typeof resourcePolicy === "object" && resourcePolicy !== null
          ? JSON.stringify(resourcePolicy)
          : resourcePolicy,
    }),
    ...(replicas !== undefined && { replicas: [...new Set(replicas)] }),
  };
}

interface OfIndexes {
  readonly table: string;
  readonly own: readonly (readonly [string, Units])[];
  readonly indexes: Readonly<Record<string, IndexWish>>;
}

function capacityOf(wish: CapacityWish, { table, own, indexes }: OfIndexes): CapacityState {
  const { mode, ...units } = wish === "on-demand" ? { mode: "on-demand" as const } : wish;
  const what = `table ${table}`;
  if (mode === "on-demand") {
    return { mode: "PAY_PER_REQUEST", ...unitsOf(units, what), indexes: Object.fromEntries(own) };
  }
  const whole = unitsOf(units, what);
  if (mode !== "provisioned" || whole.read === null || whole.write === null) {
    throw invalid(
      `${what} has a capacity that is neither on demand nor provisioned`,
      'capacity: "on-demand", or { mode: "provisioned", read: 5, write: 5 }',
    );
  }
  // An index without a word of its own has the table's.
  const usual = Object.keys(indexes).map((name) => [name, { read: whole.read, write: whole.write }] as const);
  return {
    mode: "PROVISIONED",
    ...whole,
    indexes: { ...Object.fromEntries(usual), ...Object.fromEntries(own) },
  };
}

function refuseUnknown(wish: unknown, known: readonly string[], what: string): void {
  if (typeof wish !== "object" || wish === null) {
    throw invalid(`${what} is not described by an object`, 'ctx.table.set({ stream: "NEW_IMAGE" })');
  }
  for (const name of Object.keys(wish)) {
    if (known.includes(name)) continue;
    throw invalid(`${what} has \`${name}\`, which is unknown`, nearest(name, known) ?? known.join(", "));
  }
}

export function invalid(why: string, instead: string): GodwitError {
  return new GodwitError("MODULE_INVALID", why, {
    hint: `write ${instead}, then run \`godwit up\` again`,
  });
}
