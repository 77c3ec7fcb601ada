// Proves the files of a migration: up on a shadow with rows gives what is wanted, and down the state before.
import { diff as difference } from "../core/diff.ts";
import { GodwitError } from "../core/errors.ts";
import type { Direction } from "../core/event.ts";
import type { Schema } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { Migration } from "../core/migration.ts";
import type { Shadow } from "../core/schema-database.ts";
import { type PathStart, without } from "../core/without.ts";
import { notProved } from "./describe-change.ts";
import { fillShadow, isEmptyShadow } from "./try-on-rows.ts";
import { withoutOwners } from "./usual-owners.ts";

/** Files as they were read. */
export interface WrittenFiles {
  readonly migration: Migration;
  /** Of both directions' meaning. */
  readonly fingerprints: readonly string[];
}

export interface Proof {
  /** On which everything before this migration has run. */
  readonly shadow: Shadow;
  /** Another such shadow. */
  rebuild(): Promise<Shadow>;
  /** Throws what the run of that direction throws. */
  rehearse(shadow: Shadow, migration: Migration, direction: Direction): Promise<void>;
  readonly from: Schema;
  readonly to: Schema;
  readonly leftOut: readonly PathStart[];
  /** The engine's own tables, which hold no generated rows. */
  readonly own: readonly PathStart[];
  /** Who owns what nobody gave to anybody. */
  readonly owners: readonly (string | undefined)[];
  readonly owner: string | undefined;
}

export interface Proved {
  readonly findings: readonly Finding[];
  /** Of each direction, what it does to rows: for readers of the files. */
  readonly comments: Readonly<Record<Direction, readonly string[]>>;
}

/** Throws PLAN_NOT_PROVED where a direction does not arrive, and what the run throws where it fails without rows, too. */
export async function proveWritten({ migration }: WrittenFiles, proof: Proof): Promise<Proved> {
  const up = await tryWritten(migration, "up", { ...proof, ready: async (shadow) => shadow });
  await insist(up.shadow, proof, { wanted: proof.to, what: "the migration" });
  const down = await tryWritten(migration, "down", {
    ...proof,
    shadow: up.shadow,
    async ready(shadow) {
      await proof.rehearse(shadow, migration, "up");
      return shadow;
    },
  });
  await insist(down.shadow, proof, { wanted: proof.from, what: "the rollback" });
  return {
    findings: [...up.findings, ...down.findings],
    comments: { up: up.comments, down: down.comments },
  };
}

interface Try extends Proof {
  /** Brings a new shadow to where this direction begins. */
  ready(shadow: Shadow): Promise<Shadow>;
}

interface Tried {
  readonly shadow: Shadow;
  readonly findings: readonly Finding[];
  readonly comments: readonly string[];
}

async function tryWritten(migration: Migration, direction: Direction, task: Try): Promise<Tried> {
  const { shadow, own, rehearse } = task;
  const filled = await fillShadow(shadow, own);
  const told = (comments: readonly string[]) => ({
    comments,
    findings: [
      ...filled,
      ...comments.map(
        (comment): Finding => ({
          rule: "rows",
          severity: "warning",
          message: `${direction === "up" ? "the migration" : "its rollback"} ${comment}`,
        }),
      ),
    ],
  });
  if (isEmptyShadow(filled)) {
    await rehearse(shadow, migration, direction);
    return { shadow, ...told([]) };
  }
  const lost = await shadow.watchRows(own);
  try {
    await rehearse(shadow, migration, direction);
  } catch (error) {
    // Only what the server refuses can be the rows' fault.
    if (!(error instanceof GodwitError) || error.database === undefined) throw error;
    const other = await task.ready(await task.rebuild());
    await rehearse(other, migration, direction);
    const why = error.message.replace(/^on a shadow: /, "").split("\n", 1)[0];
    return { shadow: other, ...told([`may fail where there are rows; with generated ones: ${why}`]) };
  }
  return { shadow, ...told((await lost()).map((sentence) => `changes rows; of generated ones ${sentence}`)) };
}

async function insist(
  shadow: Shadow,
  { leftOut, owner, owners }: Proof,
  { wanted, what }: { readonly wanted: Schema; readonly what: string },
): Promise<void> {
  const { schema } = await shadow.read({ owner });
  const usual = new Set([shadow.user, ...owners]);
  const rest = difference(
    withoutOwners(without(schema, leftOut).schema, usual),
    withoutOwners(wanted, usual),
  );
  if (rest.length > 0) throw notProved(`${what} was run on a shadow and does not arrive`, rest);
}
