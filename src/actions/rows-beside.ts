// Has each migration proved on generated rows while it is proved without them: two shadows, from the same state.
import { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import type { DataWalk } from "./data-walk.ts";
import { type Proof, skipped, unlessLeftOut } from "./proof.ts";
import type { ProvedStep, Step } from "./prove-step.ts";
import { rowsProof } from "./rows-proof.ts";
import { type OnRows, RowsWalk } from "./rows-walk.ts";
import type { TrueState } from "./true-state.ts";

export interface BesideOptions {
  /** Why there can be no rows. */
  readonly impossible?: string | undefined;
  /** Tried in the place of generated rows, where it is due. */
  readonly data?: DataWalk | undefined;
}

export class RowsBeside {
  readonly #state: TrueState;
  readonly #data: DataWalk | undefined;
  #walk: RowsWalk | undefined;
  /** Why there can be no rows. */
  #impossible: string | undefined;

  constructor(state: TrueState, { impossible, data }: BesideOptions = {}) {
    this.#state = state;
    this.#data = data;
    this.#impossible = impossible;
  }

  /** `prove` is the proof without rows. */
  async prove(
    { migration, index }: Pick<Step, "migration" | "index">,
    prove: () => Promise<ProvedStep>,
  ): Promise<{ readonly step: ProvedStep; readonly data: Proof }> {
    if (this.#data?.isDue(migration)) return this.#onData(this.#data, migration, prove);
    const walk = this.#impossible === undefined ? await this.#fresh(index) : undefined;
    const [step, seen] = await Promise.allSettled([prove(), walk?.step(migration)]);
    if (step.status === "rejected") throw step.reason;
    const { proofs, left } = step.value;
    if (seen.status === "rejected") this.#impossible = whyNot(seen.reason);
    const onRows = seen.status === "fulfilled" ? seen.value : undefined;
    return { step: step.value, data: unlessLeftOut(this.#proof(onRows, proofs), left) };
  }

  #proof(onRows: OnRows | undefined, proofs: ProvedStep["proofs"]): Proof {
    if (proofs.applies.verdict === "fail") return skipped("it does not apply");
    return onRows ? rowsProof(onRows, proofs) : skipped(this.#impossible ?? "it was not tried on rows");
  }

  async #onData(
    data: DataWalk,
    migration: Migration,
    prove: () => Promise<ProvedStep>,
  ): Promise<{ readonly step: ProvedStep; readonly data: Proof }> {
    // The generated rows do not go along any more.
    await this.leave();
    const [step, seen] = await Promise.all([prove(), data.step(migration)]);
    const { proofs, left } = step;
    if (proofs.applies.verdict === "fail") return { step, data: skipped("it does not apply") };
    const proof =
      typeof seen === "string"
        ? skipped(`not tried on the data, since ${seen} fails on it`)
        : rowsProof(seen, proofs);
    return { step, data: unlessLeftOut(proof, left) };
  }

  /** A migration has run that is not proved. */
  async pass(migration: Migration): Promise<void> {
    await this.leave();
    if (this.#data?.isDue(migration)) await this.#data.pass(migration);
  }

  async leave(): Promise<void> {
    await this.#walk?.close();
    this.#walk = undefined;
  }

  /** A copy of the true state where the rows have gone another way. */
  async #fresh(index: number): Promise<RowsWalk> {
    if (this.#walk?.isSpoilt) await this.leave();
    this.#walk ??= new RowsWalk(await this.#state.copy(index));
    return this.#walk;
  }
}

/** A named shadow's user need not be a superuser. */
function whyNot(error: unknown): string {
  if (error instanceof GodwitError && error.code === "RIGHTS") return error.message;
  throw error;
}
