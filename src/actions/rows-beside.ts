// Has each migration proved on generated rows while it is proved without them: two shadows, from the same state.
import { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import { type Proof, skipped, unlessLeftOut } from "./proof.ts";
import type { ProvedStep } from "./prove-step.ts";
import { rowsProof } from "./rows-proof.ts";
import { type OnRows, RowsWalk } from "./rows-walk.ts";
import type { TrueState } from "./true-state.ts";

export class RowsBeside {
  readonly #state: TrueState;
  #walk: RowsWalk | undefined;
  /** Why there can be no rows. */
  #impossible: string | undefined;

  constructor(state: TrueState, impossible?: string) {
    this.#state = state;
    this.#impossible = impossible;
  }

  /** `prove` is the proof without rows. */
  async prove(
    migration: Migration,
    prove: () => Promise<ProvedStep>,
  ): Promise<{ readonly step: ProvedStep; readonly data: Proof }> {
    const walk = this.#impossible === undefined ? await this.#fresh() : undefined;
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

  /** A migration has run that is not proved. */
  async leave(): Promise<void> {
    await this.#walk?.close();
    this.#walk = undefined;
  }

  /** A copy of the true state where the rows have gone another way. */
  async #fresh(): Promise<RowsWalk> {
    if (this.#walk?.isSpoilt) await this.leave();
    this.#walk ??= new RowsWalk(await this.#state.rehearsal.copy());
    return this.#walk;
  }
}

/** A named shadow's user need not be a superuser. */
function whyNot(error: unknown): string {
  if (error instanceof GodwitError && error.code === "RIGHTS") return error.message;
  throw error;
}
