// Gathers what is wrong with a folder, so that a person hears of everything at once.
import { GodwitError } from "../core/errors.ts";

/** More than these would scroll the first one away. */
const SHOWN = 5;

export class Problems {
  readonly #errors: GodwitError[] = [];

  add(error: GodwitError): void {
    this.#errors.push(error);
  }

  /** Runs `work`; a GodwitError becomes a problem and `undefined` the answer, anything else passes on. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (thrown) {
      if (!(thrown instanceof GodwitError)) throw thrown;
      this.add(thrown);
      return undefined;
    }
  }

  /** Throws the first problem, with the others in its message and all of them in its cause. */
  throwIfAny(): void {
    const [first, ...others] = this.#errors;
    if (!first) return;
    if (others.length === 0) throw first;
    const told = others.slice(0, SHOWN).map(({ message }) => message);
    const untold = others.length - told.length;
    if (untold > 0) told.push(`${untold} more`);
    throw new GodwitError(first.code, [first.message, ...told].join("; also: "), {
      hint: first.hint,
      cause: new AggregateError(this.#errors, `${this.#errors.length} problems`),
      ...(first.at ? { at: first.at } : {}),
    });
  }
}
