// The state that a history really gives, kept while rollbacks are tried on it: what a broken one spoils is made anew.
import { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import type { Rehearsal, Rehearsals } from "./rehearsal.ts";

export class TrueState {
  readonly #rehearsals: Rehearsals;
  readonly #migrations: readonly Migration[];
  #now: Rehearsal;
  /** Another one that stays behind, on which only migrations run, and those only when they are needed. */
  #behind: { readonly rehearsal: Rehearsal; done: number } | undefined;

  private constructor(rehearsals: Rehearsals, migrations: readonly Migration[], now: Rehearsal) {
    this.#rehearsals = rehearsals;
    this.#migrations = migrations;
    this.#now = now;
  }

  static async open(rehearsals: Rehearsals, migrations: readonly Migration[]): Promise<TrueState> {
    return new TrueState(rehearsals, migrations, await rehearsals.open(migrations));
  }

  get rehearsal(): Rehearsal {
    return this.#now;
  }

  /** Goes on with a database on which the first `count` migrations have run and nothing else. */
  async restore(count: number): Promise<Rehearsal> {
    await this.#now.close();
    this.#behind ??= { rehearsal: await this.#rehearsals.open(this.#migrations), done: 0 };
    const behind = this.#behind;
    for (const migration of this.#migrations.slice(behind.done, count)) {
      const again = await behind.rehearsal.up(migration);
      if (!again.ok) throw doesNotRepeat(migration, again.error);
      behind.done++;
    }
    this.#now = await behind.rehearsal.copy();
    return this.#now;
  }

  async close(): Promise<void> {
    await this.#now.close();
    await this.#behind?.rehearsal.close();
  }
}

function doesNotRepeat({ name, up }: Migration, cause: GodwitError): GodwitError {
  const message = `${name} was applied on one shadow and fails on another: ${cause.message}`;
  const hint = "make the migration depend on nothing but the ones before it, then run the command again";
  return new GodwitError("MIGRATION_FAILED", message, { cause, hint, at: cause.at ?? { file: up.file } });
}
