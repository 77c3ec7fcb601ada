// Proves migrations that change items: those since the last release, from the items that its fresh deployment had.
import type { DatabaseIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { ItemDifference, ItemProofs } from "../core/item-proof.ts";
import type { Migration, Script } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import type { Step } from "../core/step.ts";
import { versionKey } from "../core/version.ts";
import { onlyStep } from "./only-step.ts";
import { readScript } from "./prepare.ts";
import type { Project } from "./project.ts";

export interface ItemRelease {
  /** The last release's init; null where it had none. */
  readonly base: Script | null;
  /** What the last release had already. */
  readonly had: readonly Pick<Migration, "version">[];
  readonly init: Script | null;
  readonly seed: number;
}

export interface ItemVerification extends ItemProofs {
  readonly database: DatabaseIdentity;
}

export async function verifyItems(project: Project, release: ItemRelease): Promise<ItemVerification> {
  const { signal, source } = project;
  const database = await project.engine.open({ ...project, readOnly: true });
  try {
    if (!database.proveItems) throw unsupported(project);
    const had = new Set(release.had.map(({ version }) => versionKey(version)));
    const { migrations, initFor } = await source.collect();
    const isMine = (version: string): boolean => initFor?.has(versionKey(version)) ?? true;
    const since = inOrder(migrations).filter(
      ({ version }) => isMine(version) && !had.has(versionKey(version)),
    );
    const order = [];
    for (const { version, name, up, down } of since) {
      order.push({
        version,
        name,
        up: await stepOf(project, up, "up"),
        down: down ? await stepOf(project, down, "down") : null,
      });
    }
    const base = release.base && (await stepOf(project, release.base, "up"));
    const init = release.init && (await stepOf(project, release.init, "up"));
    const { seed } = release;
    const proofs = await database.proveItems({ base, init, migrations: order, signal, seed });
    return { ...proofs, database: await database.identify() };
  } finally {
    await database.close();
  }
}

export interface ItemDrift {
  readonly database: DatabaseIdentity;
  readonly differences: readonly ItemDifference[];
}

/** Reads the items that init gives, and nothing else; writes nothing. */
export async function itemDrift(project: Project, init: Script): Promise<ItemDrift> {
  const database = await project.engine.open({ ...project, readOnly: true });
  try {
    if (!database.itemDrift) throw unsupported(project);
    const differences = await database.itemDrift(await stepOf(project, init, "up"), project.signal);
    return { database: await database.identify(), differences };
  } finally {
    await database.close();
  }
}

async function stepOf(project: Project, script: Script, direction: "up" | "down"): Promise<Step> {
  const header = { depends: [], requires: [], kind: "data", environments: [] } as const;
  return onlyStep(await readScript(project, script, { header, direction }), script.file);
}

function unsupported({ engine }: Project): GodwitError {
  return new GodwitError("NOT_SUPPORTED", `${engine.name} has no items that could be proved`);
}
