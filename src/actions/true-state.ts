// The state that a history really gives, kept while rollbacks are tried on it: what a broken one spoils is made anew.
import { diff } from "../core/diff.ts";
import { GodwitError } from "../core/errors.ts";
import type { Schema } from "../core/fact.ts";
import type { Migration } from "../core/migration.ts";
import type { Rehearsal, Rehearsals } from "./rehearsal.ts";

export interface Walked {
  readonly rehearsals: Rehearsals;
  readonly migrations: readonly Migration[];
  /** Read everything each time. */
  readonly whole: boolean;
}

export class TrueState {
  readonly #rehearsals: Rehearsals;
  readonly #migrations: readonly Migration[];
  #now: Rehearsal;
  /** Another one that stays behind, on which only migrations run, and those only when they are needed. */
  #behind: { readonly rehearsal: Rehearsal; done: number } | undefined;

  readonly #whole: boolean;
  readonly #isAlone: boolean;
  #hasMissed = false;

  private constructor({ rehearsals, migrations, whole }: Walked, now: Rehearsal) {
    this.#rehearsals = rehearsals;
    this.#migrations = migrations;
    this.#whole = whole;
    this.#now = now;
    this.#isAlone = now.isAlone;
  }

  static async open(walked: Walked): Promise<TrueState> {
    return new TrueState(walked, await walked.rehearsals.open(walked.migrations));
  }

  read(): Promise<Schema> {
    return this.#whole ? this.#now.read(AS_FOLLOWED) : this.#now.reread();
  }

  /** Whether what was read in pieces was the schema until now; where not, all must be read as a whole. */
  async wasRight(): Promise<boolean> {
    await this.#compare();
    return !this.#hasMissed;
  }

  async #compare(): Promise<void> {
    if (this.#whole) return;
    if (diff(await this.#now.reread(), await this.#now.read(AS_FOLLOWED)).length > 0) this.#hasMissed = true;
  }

  get rehearsal(): Rehearsal {
    return this.#now;
  }

  /** What is there that no kind knows: nobody can tell whether a rollback takes it back. */
  async unmodelled(): Promise<readonly string[]> {
    return (await this.#now.readWhole()).unmodelled;
  }

  /** Goes on with a database on which the first `count` migrations have run and nothing else. */
  async restore(count: number): Promise<Rehearsal> {
    await this.#compare();
    await this.#now.close();
    if (this.#isAlone) {
      this.#now = await this.#made(count);
      return this.#now;
    }
    this.#behind ??= { rehearsal: await this.#rehearsals.open(this.#migrations), done: 0 };
    const behind = this.#behind;
    await this.#run(behind.rehearsal, this.#migrations.slice(behind.done, count));
    behind.done = Math.max(behind.done, count);
    this.#now = await behind.rehearsal.copy();
    return this.#now;
  }

  /** Another database in the state of this one, on which the first `count` migrations have run. */
  copy(count: number): Promise<Rehearsal> {
    return this.#isAlone ? this.#made(count) : this.#now.copy();
  }

  /** Two databases of one server share its roles: what one makes is in the way of the other. */
  async #made(count: number): Promise<Rehearsal> {
    const rehearsal = await this.#rehearsals.open(this.#migrations);
    await this.#run(rehearsal, this.#migrations.slice(0, count));
    return rehearsal;
  }

  async #run(rehearsal: Rehearsal, migrations: readonly Migration[]): Promise<void> {
    for (const migration of migrations) {
      const again = await rehearsal.up(migration);
      if (!again.ok) throw doesNotRepeat(migration, again.error);
    }
  }

  async close(): Promise<void> {
    await this.#now.close();
    await this.#behind?.rehearsal.close();
  }
}

const AS_FOLLOWED = { notNullNames: false, roles: true };

function doesNotRepeat({ name, up }: Migration, cause: GodwitError): GodwitError {
  const message = `${name} was applied on one shadow and fails on another: ${cause.message}`;
  const hint = "make the migration depend on nothing but the ones before it, then run the command again";
  return new GodwitError("MIGRATION_FAILED", message, { cause, hint, at: cause.at ?? { file: up.file } });
}
