// `godwit adopt --extract-rollbacks`: commented-out rollbacks become files, after each was tried on a shadow.
import { resolve } from "node:path";
import { proveRollbacks } from "../../actions/prove-rollbacks.ts";
import { GodwitError } from "../../core/errors.ts";
import { inOrder } from "../../core/order.ts";
import { blockScript, rollbackBlock } from "../../sources/rollback-blocks.ts";
import { writeNew } from "../../sources/write-new.ts";
import type { Result } from "../command.ts";
import type { Context } from "../context.ts";
import { withComparison } from "../with-comparison.ts";

export function extract(context: Context, { dryRun }: { readonly dryRun: boolean }): Promise<Result> {
  return withComparison(context, async ({ rehearsals }, project) => {
    const { root } = await context.settings();
    const migrations = inOrder((await project.source.collect()).migrations).filter(
      ({ repeatable }) => !repeatable,
    );
    const blocks = migrations.flatMap((migration) => rollbackBlock(migration) ?? []);
    const rollbacks = new Map(blocks.map((block) => [block.migration.version, blockScript(block)]));
    const tried = blocks.length === 0 ? [] : await proveRollbacks(rehearsals, { migrations, rollbacks });
    const found = blocks.map(({ migration: { version, name, up }, file, line, text }) => {
      const proof = tried.find((one) => one.version === version);
      const restores = proof?.restores === true;
      return {
        version,
        name,
        at: `${up.file}:${line}`,
        file,
        restores,
        evidence: proof?.evidence ?? "",
        text,
      };
    });
    const good = found.filter(({ restores }) => restores);
    const result = (written: readonly string[]): Result => ({
      document: { rollbacks: found, written },
      text: () => textOf(found, written),
    });
    if (dryRun || good.length === 0) return result([]);
    const refused = await confirmed(context, good.length);
    if (refused) return { ...result([]), error: refused };
    writeNew(good.map(({ file, text }) => ({ path: resolve(root, file), shown: file, text })));
    return result(good.map(({ file }) => file));
  });
}

interface Found {
  readonly at: string;
  readonly file: string;
  readonly restores: boolean;
  readonly evidence: string;
}

function textOf(found: readonly Found[], written: readonly string[]): string {
  if (found.length === 0) return "no migration has a rollback among its comments\n";
  const lines = found.map(
    ({ at, file, restores, evidence }) => `${restores ? "✓" : "✗"} ${at} → ${file}: ${evidence}\n`,
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
