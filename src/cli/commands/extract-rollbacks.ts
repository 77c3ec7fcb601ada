// `godwit adopt --extract-rollbacks`: commented-out rollbacks become files, after each was tried on a shadow.
import { GodwitError } from "../../core/errors.ts";
import type { Result } from "../command.ts";
import { type CommentedRollback, saveRollbacks, triedRollbacks } from "../commented-rollbacks.ts";
import type { Context } from "../context.ts";

export async function extract(context: Context, { dryRun }: { readonly dryRun: boolean }): Promise<Result> {
  const found = await triedRollbacks(context);
  const good = found.filter(({ restores }) => restores);
  const result = (written: readonly string[]): Result => ({
    document: {
      rollbacks: found.map(({ from, line, ...one }) => ({ ...one, at: `${from}:${line}` })),
      written,
    },
    text: () => textOf(found, written),
  });
  if (dryRun || good.length === 0) return result([]);
  const refused = await confirmed(context, good.length);
  if (refused) return { ...result([]), error: refused };
  await saveRollbacks(context, good);
  return result(good.map(({ file }) => file));
}

function textOf(found: readonly CommentedRollback[], written: readonly string[]): string {
  if (found.length === 0) return "no migration has a rollback among its comments\n";
  const lines = found.map(
    ({ from, line, file, restores, evidence }) =>
      `${restores ? "✓" : "✗"} ${from}:${line} → ${file}: ${evidence}\n`,
  );
  return [...lines, ...written.map((file) => `wrote ${file}\n`)].join("");
}

async function confirmed(context: Context, count: number): Promise<GodwitError | undefined> {
  try {
    await context.confirm(`write ${count === 1 ? "this rollback" : `these ${count} rollbacks`}?`);
    return undefined;
  } catch (error) {
    if (error instanceof GodwitError && error.code === "CONFIRM") return error;
    throw error;
  }
}
