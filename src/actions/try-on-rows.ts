// Runs a plan on a shadow with generated rows, and tells what became of them.
import { GodwitError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import type { Shadow } from "../core/schema-database.ts";

export interface Tried {
  /** On which all steps have run. */
  readonly shadow: Shadow;
  readonly findings: readonly Finding[];
}

/** `again` gives another shadow, for when the plan works on empty tables only. Throws PLAN_FAILED when it never works. */
export async function tryOnRows(
  shadow: Shadow,
  steps: readonly PlannedStep[],
  again: () => Promise<Shadow>,
): Promise<Tried> {
  const filled = await fillShadow(shadow);
  if (isEmptyShadow(filled)) {
    await shadow.apply(steps);
    return { shadow, findings: filled };
  }
  const lost = await shadow.watchRows();
  try {
    await shadow.apply(steps);
  } catch (error) {
    if (!(error instanceof GodwitError) || error.code !== "PLAN_FAILED") throw error;
    const other = await again();
    await other.apply(steps);
    const message = `may fail where there are rows: with generated ones ${error.message}`;
    return { shadow: other, findings: [...filled, { rule: "rows", severity: "warning", message }] };
  }
  const findings = (await lost()).map(
    (message): Finding => ({ rule: "rows", severity: "warning", message: `of generated rows: ${message}` }),
  );
  return { shadow, findings: [...filled, ...findings] };
}

export function isEmptyShadow(filled: readonly Finding[]): boolean {
  return filled.length > 0 && filled.every(({ rule }) => rule === "rows-not-tried-at-all");
}

/** Tables without a row are named, and nothing is claimed of theirs (ruling 21). */
export async function fillShadow(
  shadow: Pick<Shadow, "fill">,
  except?: ReadonlySet<string>,
): Promise<readonly Finding[]> {
  try {
    return (await shadow.fill(except ? { except } : {})).map(({ path, reason }) => ({
      rule: "rows-not-tried",
      severity: "note",
      message: `the plan was not tried on rows of ${path.join(".")}: ${reason}`,
    }));
  } catch (error) {
    // A named shadow's user need not be a superuser; a foreign table need not have a server behind it.
    if (!(error instanceof GodwitError) || !/^(?:RIGHTS|SERVER_ERROR)$/.test(error.code)) throw error;
    return [
      {
        rule: "rows-not-tried-at-all",
        severity: "note",
        message: `the plan was not tried on rows: ${error.message}`,
      },
    ];
  }
}
