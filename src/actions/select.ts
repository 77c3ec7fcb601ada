// Which pending migrations `up` runs: obstacles first, then what the flags choose.
import { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import { isReverting } from "../core/progress.ts";
import type { Standing } from "../core/standing.ts";
import { compareVersions } from "../core/version.ts";
import { find } from "./survey.ts";

export interface UpChoice {
  /** Up to and with this version. */
  readonly to?: string;
  /** This version alone. */
  readonly only?: string;
  readonly count?: number;
  /** These alone, where they are due. */
  readonly versions?: ReadonlySet<string>;
  readonly phase?: "expand" | "contract";
  readonly kind?: "schema" | "data";
  readonly allowOutOfOrder?: boolean;
}

/** A migration that is due, and what the history says of it: nothing, or where an earlier run stopped. */
export type Due = Standing & { readonly migration: Migration };

/** Throws for what a person must decide (ruling 13), before anything is written. */
export function chooseUp(
  standings: readonly Standing[],
  choice: UpChoice,
  order: "strict" | "any",
): readonly Due[] {
  insistOnSoundness(standings);
  const mayBeLate = order === "any" || choice.allowOutOfOrder === true;
  const only = choice.only === undefined ? undefined : find(standings, choice.only);
  const to = choice.to === undefined ? undefined : find(standings, choice.to).version;
  const due: Due[] = [];
  for (const standing of standings) {
    if (!isDue(standing) || (only !== undefined && standing !== only)) continue;
    if (choice.versions?.has(standing.version) === false) continue;
    if (to !== undefined && compareVersions(standing.version, to) > 0 && !standing.migration.repeatable)
      continue;
    const { header } = standing.migration;
    if (choice.phase !== undefined && (header.phase ?? "expand") !== choice.phase) continue;
    if (choice.kind !== undefined && header.kind !== choice.kind) continue;
    if (standing.standing === "out-of-order" && !mayBeLate) throw late(standing);
    due.push(standing);
  }
  return choice.count === undefined ? due : due.slice(0, choice.count);
}

/** What a waiter asks: is there anything left that `up` would run or complain about? */
export function isDue(standing: Standing): standing is Due {
  const { standing: place, migration, record } = standing;
  if (!migration) return false;
  if (place === "failed") return record !== undefined && !isReverting(record);
  return place === "pending" || place === "out-of-order" || place === "running";
}

function insistOnSoundness(standings: readonly Standing[]): void {
  for (const { standing, version, name, migration, record, retired } of standings) {
    if (retired) {
      const where = retired.commit
        ? `commit ${retired.commit.slice(0, 12)}`
        : "the release before it was retired";
      throw new GodwitError("MISSING", `${name} was retired, but this database never had it`, {
        hint: `check out ${where}, which still has its file, run \`godwit up\` there, then come back`,
      });
    }
    if (standing === "changed") {
      throw new GodwitError("CHANGED", `${name} was changed after it was applied`, {
        ...(migration ? { at: { file: migration.up.file } } : {}),
        hint: `restore the file, \`godwit redo ${version}\` while nobody else has it, or accept it: \`godwit repair ${version} --done\``,
      });
    }
    if (standing === "missing" || (standing === "failed" && !migration)) {
      throw new GodwitError("MISSING", `${name} is in the history, but its file is missing`, {
        hint: `restore the file, or let the history forget it with \`godwit forget ${version}\``,
      });
    }
    if (record && isReverting(record)) {
      throw new GodwitError("HALF_APPLIED", `${name} is half reverted`, {
        hint: "run `godwit down` to finish reverting it",
      });
    }
  }
}

function late({ version, name, migration }: Due): GodwitError {
  return new GodwitError("OUT_OF_ORDER", `${name} is older than migrations that were already applied`, {
    at: { file: migration.up.file },
    hint: `run \`godwit renumber\`, or \`godwit up --allow-out-of-order\`; \`godwit skip ${version} --reason …\` leaves it out`,
  });
}
