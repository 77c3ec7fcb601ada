// Proves the migrations of a real history, and compares the verdicts with what psql and pg_dump were seen to do.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VerifyDocument } from "../../src/actions/verify-document.ts";
import { sharedServer } from "./database.ts";
import { godwit } from "./godwit.ts";
import { HISTORY_MAJOR, type HistoryCase, type Truth } from "./history-case.ts";
import { expectedOf } from "./history-truth.ts";

/** Each step on which we and the truth disagree, with what we saw. `versions` are the steps to prove, all unless given. */
export async function verifyDisagreements(
  history: HistoryCase,
  versions: readonly number[] = [],
): Promise<{ readonly proved: number; readonly disagreements: readonly object[] }> {
  const cwd = mkdtempSync(join(tmpdir(), "godwit-verify-"));
  try {
    // The truth is of one major, so that shadows are made on the tests' server of that.
    const config = { shadow: await sharedServer(HISTORY_MAJOR) };
    writeFileSync(join(cwd, "godwit.config.json"), JSON.stringify(config));
    const result = await godwit(
      ["verify", ...versions.map(String), "--json", "--quiet", "--dir", history.folder],
      {
        cwd,
        env: {
          ...history.environment,
          GODWIT_HISTORY_SCHEMA: "godwit",
        },
      },
    );
    const { migrations } = result.json<VerifyDocument>();
    const disagreements = migrations.flatMap(({ version, name, proofs, evidence }) => {
      const truth = expectedOf(history, Number(version));
      if (!truth) return [];
      const wrong = wanted(truth).filter(([proof, verdict]) => proofs[proof] !== verdict);
      return wrong.length > 0 ? [{ name, truth, proofs, evidence }] : [];
    });
    return { proved: migrations.length, disagreements };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

function wanted({ down_ok, down_restores, reup_ok, reup_same }: Omit<Truth, "n" | "id">) {
  const rollback = down_ok === undefined ? "missing" : down_ok && down_restores ? "pass" : "fail";
  const again = reup_ok === undefined ? "skipped" : reup_ok && reup_same ? "pass" : "fail";
  return [
    ["rollback", rollback],
    ["reapplies", again],
  ] as const;
}
