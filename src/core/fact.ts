// A schema is a flat set of facts: one addressable thing each, named by its kind and path, never by a number.

/** What an attribute may hold: compared by value. */
export type Value = string | number | boolean | null | readonly string[];

export type Attributes = Readonly<Record<string, Value>>;

export interface FactId {
  readonly kind: string;
  /** Names from the outside in, unquoted: schema, table, column. */
  readonly path: readonly string[];
}

/** A fact's identity as text: `column public.users.email`. A part that could be misread is quoted. */
export type FactKey = string;

export interface Fact<A extends Attributes = Attributes> {
  readonly id: FactId;
  readonly key: FactKey;
  /** What must be there before it; facts that the schema does not hold (the system's own) are left out. */
  readonly needs: readonly FactKey[];
  /** Everything but the name. */
  readonly attributes: A;
  /** Place among its siblings when they are made together; never compared. */
  readonly position?: number;
  /** Text for statements that is never compared: an attribute in one of several spellings, or what follows from others. */
  readonly spelling?: Readonly<Record<string, string>>;
}

export type Schema = ReadonlyMap<FactKey, Fact>;

/** A schema as read, with what was seen but is not modelled: reported, never dropped. */
export interface SchemaReading {
  readonly schema: Schema;
  readonly unmodelled: readonly string[];
  /** The role whose ownership is no fact; absent when nothing is owned. */
  readonly owner?: string | undefined;
}

export function keyOf(kind: string, path: readonly string[]): FactKey {
  return `${kind} ${path.map(part).join(".")}`;
}

/** What a key names. */
export function idOf(key: FactKey): FactId {
  const [kind = ""] = key.split(" ", 1);
  const path = (key.slice(kind.length + 1).match(/"(?:[^"]|"")*"|[^."]+/g) ?? []).map((name) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name,
  );
  return { kind, path };
}

export function makeFact<A extends Attributes>(
  id: FactId,
  needs: readonly FactKey[],
  attributes: A,
): Fact<A> {
  return { id, key: keyOf(id.kind, id.path), needs, attributes };
}

export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

const PLAIN = /^[^."]+$/u;

function part(text: string): string {
  return PLAIN.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
