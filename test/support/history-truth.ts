// Compares what Godwit's rollbacks did with what psql's were seen to do.
import type { HistoryCase, Truth } from "./history-case.ts";
import type { Verdict } from "./history-steps.ts";

type Expected = Omit<Truth, "n" | "id">;

/** Where Godwit does better than `psql -1`, which took the truth. */
const BETTER: Readonly<Record<string, Readonly<Record<number, Expected>>>> = {
  // The rollback creates indexes concurrently, which psql was told to do inside a transaction.
  crates_io: { 225: { down_ok: true, down_restores: true, reup_ok: true, reup_same: true } },
};

/** Each step that is not as expected, told so that a person can look into it. */
export function disagreements(history: HistoryCase, verdicts: readonly Verdict[]): readonly object[] {
  return verdicts.flatMap(({ n, id, wrong, said, ...found }) => {
    const expected = expectedOf(history, n) ?? found;
    const differs = FIELDS.some((field) => found[field] !== expected[field]);
    return differs || wrong.length > 0 ? [{ n, id, found, expected, wrong, said }] : [];
  });
}

const FIELDS = [
  "down_ok",
  "down_restores",
  "reup_ok",
  "reup_same",
] as const satisfies readonly (keyof Expected)[];

/** Undefined for a history without truth: its rollbacks only have to fail well. */
export function expectedOf({ name, truth }: HistoryCase, n: number): Expected | undefined {
  return BETTER[name]?.[n] ?? truth.find((step) => step.n === n);
}
