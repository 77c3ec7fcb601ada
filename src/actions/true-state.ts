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
  #hasMissed = false;

  private constructor({ rehearsals, migrations, whole }: Walked, now: Rehearsal) {
    this.#rehearsals = rehearsals;
    this.#migrations = migrations;
    this.#whole = whole;
    this.#now = now;
  }

  static async open(walked: Walked): Promise<TrueState> {
    return new TrueState(walked, await walked.rehearsals.open(walked.migrations));
  }

  read(): Promise<Schema> {
    return this.#whole ? this.#now.read({ notNullNames: false }) : this.#now.reread();
  }

  /** Whether what was read in pieces was the schema until now; where not, all must be read as a whole. */
  async wasRight(): Promise<boolean> {
    await this.#compare();
    return !this.#hasMissed;
  }

  async #compare(): Promise<void> {
    if (this.#whole) return;
    if (diff(await this.#now.reread(), await this.#now.read({ notNullNames: false })).length > 0)
      this.#hasMissed = true;
  }

  get rehearsal(): Rehearsal {
    return this.#now;
  }

  /** Goes on with a database on which the first `count` migrations have run and nothing else. */
  async restore(count: number): Promise<Rehearsal> {
    await this.#compare();
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
