// What needs what, kept up to date line by line, to find all that a changed thing may show in.

/** `catalogue/oid`: a thing, whatever its columns. */
export type Thing = string;

/** internal, partition: what one thing says of itself may be a row of its part. */
const WHOLES = new Set(["i", "I", "P", "S"]);

export class Needs {
  /** From a thing to those that show it, by line. */
  readonly #next = new Map<Thing, Map<string, Thing>>();
  readonly #lines = new Map<string, readonly [Thing, Thing, boolean]>();
  /** Lines that are gone since the last closure: what they led to may have changed by that. */
  #gone: (readonly [Thing, Thing, boolean])[] = [];

  /** `to` is `catalogue/oid/type`, as pg_depend has it. */
  add(line: string, from: Thing, to: string): void {
    this.remove(line);
    const slash = to.lastIndexOf("/");
    const entry = [from, to.slice(0, slash), WHOLES.has(to.slice(slash + 1))] as const;
    this.#lines.set(line, entry);
    this.#lead(line, entry);
  }

  remove(line: string): void {
    const entry = this.#lines.get(line);
    if (!entry) return;
    const [from, to] = entry;
    this.#lines.delete(line);
    this.#next.get(to)?.delete(line);
    this.#next.get(from)?.delete(line);
    this.#gone.push(entry);
  }

  /** These, all that need them, directly or not, and the wholes that they are parts of. */
  closure(about: ReadonlySet<Thing>): ReadonlySet<Thing> {
    const gone = this.#gone;
    this.#gone = [];
    for (const [index, entry] of gone.entries()) this.#lead(`gone ${index}`, entry);
    const found = new Set(about);
    for (const thing of found) for (const more of this.#next.get(thing)?.values() ?? []) found.add(more);
    for (const [index, [from, to]] of gone.entries()) {
      this.#next.get(to)?.delete(`gone ${index}`);
      this.#next.get(from)?.delete(`gone ${index}`);
    }
    return found;
  }

  #lead(line: string, [from, to, whole]: readonly [Thing, Thing, boolean]): void {
    this.#step(line, to, from);
    if (whole) this.#step(line, from, to);
  }

  #step(line: string, from: Thing, to: Thing): void {
    const steps = this.#next.get(from);
    if (steps) steps.set(line, to);
    else this.#next.set(from, new Map([[line, to]]));
  }
}
