// What a table is, apart from its items: complete, in one form, whoever describes it.

export interface KeyAttribute {
  readonly name: string;
  /** Text, number or bytes, as DynamoDB writes it. */
  readonly type: "S" | "N" | "B";
}

export interface Key extends KeyAttribute {
  readonly role: "HASH" | "RANGE";
}

export type Projection = "ALL" | "KEYS_ONLY" | readonly string[];

export interface IndexState {
  readonly keys: readonly Key[];
  readonly projection: Projection;
}

/** Units per second; in on-demand mode the most that may be used, null for no such bound. */
export interface Units {
  readonly read: number | null;
  readonly write: number | null;
}

export interface CapacityState extends Units {
  readonly mode: "PAY_PER_REQUEST" | "PROVISIONED";
  /** Of global indexes; one that is not named has the table's where it needs any. */
  readonly indexes: Readonly<Record<string, Units>>;
}

export type StreamView = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/** All that can be changed in place. */
export interface Settings {
  readonly capacity: CapacityState;
  readonly tableClass: "STANDARD" | "STANDARD_INFREQUENT_ACCESS";
  readonly stream: StreamView | null;
  /** The attribute that says when an item expires. */
  readonly timeToLive: string | null;
  readonly pointInTimeRecovery: boolean;
  readonly deletionProtection: boolean;
  /** Null for the key that AWS owns; `key` null for the account's own default key. */
  readonly encryption: { readonly key: string | null } | null;
  readonly contributorInsights: boolean;
  /** JSON text. */
  readonly resourcePolicy: string | null;
  /** Regions. */
  readonly replicas: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export type SettingName = keyof Settings;

export interface TableState {
  readonly table: string;
  readonly keys: readonly Key[];
  readonly localIndexes: Readonly<Record<string, IndexState>>;
  readonly globalIndexes: Readonly<Record<string, IndexState>>;
  /** Those that were asked for. */
  readonly settings: Partial<Settings>;
}

/** What somebody wants of a table; what is not named stays as it is. */
export interface Wanted {
  readonly table: string;
  /** Undefined where the table's own keys do not matter. */
  readonly keys?: readonly Key[];
  readonly localIndexes?: Readonly<Record<string, IndexState>>;
  /** Null: it is to go. */
  readonly globalIndexes: Readonly<Record<string, IndexState | null>>;
  /** What a new index has, where that is not as the table's. */
  readonly units?: Readonly<Record<string, Units>>;
  /** Global indexes that are not named are to go. */
  readonly only: boolean;
  readonly settings: Partial<Settings>;
}

export function sameKeys(a: readonly Key[], b: readonly Key[]): boolean {
  const text = (keys: readonly Key[]): string =>
    keys.map(({ name, type, role }) => `${role}${type}${name}`).join("\0");
  return text(a) === text(b);
}

export function sameIndex(a: IndexState, b: IndexState): boolean {
  return sameKeys(a.keys, b.keys) && projectionText(a.projection) === projectionText(b.projection);
}

function projectionText(projection: Projection): string {
  return typeof projection === "string" ? projection : JSON.stringify([...projection].sort());
}

/** Equality of plain data, whatever the order of its names. */
export function sameData(a: unknown, b: unknown): boolean {
  return ordered(a) === ordered(b);
}

function ordered(data: unknown): string {
  return JSON.stringify(data, (_name, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}

/** `PK S, SK N`. */
export function keysInWords(keys: readonly Key[]): string {
  return keys.map(({ name, type }) => `${name} ${type}`).join(", ");
}
