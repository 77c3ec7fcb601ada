// Rollbacks that stand as comments in their migrations, each tried on a shadow: which of them may become files.
import { resolve } from "node:path";
import { proveRollbacks } from "../actions/prove-rollbacks.ts";
import type { Migration } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import { blockScript, type RollbackBlock, rollbackBlock } from "../sources/rollback-blocks.ts";
import { writeNew } from "../sources/write-new.ts";
import type { Context } from "./context.ts";
import { withComparison } from "./with-comparison.ts";

export interface CommentedRollback {
  readonly version: string;
  readonly name: string;
  /** Of the migration: its file, and the line where the comment begins. */
  readonly from: string;
  readonly line: number;
  /** Where it would be saved, as people see it. */
  readonly file: string;
  readonly restores: boolean;
  readonly evidence: string;
  readonly text: string;
}

export function commentedBlocks(migrations: readonly Migration[]): readonly RollbackBlock[] {
  return migrations.flatMap((migration) => rollbackBlock(migration) ?? []);
}

/** Starts a shadow, unless there is none to try. */
export function triedRollbacks(context: Context): Promise<readonly CommentedRollback[]> {
  return withComparison(context, async ({ rehearsals }, project) => {
    const migrations = inOrder((await project.source.collect()).migrations).filter(
      ({ repeatable }) => !repeatable,
    );
    const blocks = commentedBlocks(migrations);
    if (blocks.length === 0) return [];
    const rollbacks = new Map(blocks.map((block) => [block.migration.version, blockScript(block)]));
    const tried = await proveRollbacks(rehearsals, { migrations, rollbacks });
    return blocks.map(({ migration: { version, name, up }, file, line, text }) => {
      const proof = tried.find((one) => one.version === version);
      const [restores, evidence] = [proof?.restores === true, proof?.evidence ?? ""];
      return { version, name, from: up.file, line, file, restores, evidence, text };
    });
  });
}

export async function saveRollbacks(
  { settings }: Pick<Context, "settings">,
  rollbacks: readonly CommentedRollback[],
): Promise<void> {
  const { root } = await settings();
  writeNew(rollbacks.map(({ file, text }) => ({ path: resolve(root, file), shown: file, text })));
}
