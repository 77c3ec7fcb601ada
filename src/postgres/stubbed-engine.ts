// An engine for shadows: what reaches outward is not run, and what was required of the target is not asked.
import type { Engine } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Foresight } from "../core/foresight.ts";
import type { Skipped } from "../core/schema-database.ts";
import type { Program, Step } from "../core/step.ts";
import type { Operation, StatementOperation } from "./operation.ts";
import { parseStatement } from "./parse/grammar.ts";
import { madeBy } from "./parse/made-by.ts";
import { reachOf } from "./parse/reach.ts";

export interface Stubs {
  /** Somebody's own server: what reaches out of the database is refused instead of left out. */
  readonly strict: boolean;
  /** Told of each statement that is left out. */
  readonly skip: (skipped: Skipped) => void;
}

const UNKNOWN: Foresight = {
  transactional: true,
  changesRows: true,
  locks: [],
  rewrites: false,
  scans: false,
};

export function stubbedEngine(engine: Engine, stubs: Stubs): Engine {
  return {
    name: engine.name,
    prepare: () => engine.prepare(),
    fingerprint: (script, placeholders) => engine.fingerprint(script, placeholders),
    foresee: (step) => engine.foresee?.(step) ?? UNKNOWN,
    conditions: () => [],
    mask: (text) => engine.mask(text),
    maskError: (text) => engine.maskError(text),
    open: (options) => engine.open(options),
    read: async (script, header, options) => stubbed(await engine.read(script, header, options), stubs),
  };
}

function stubbed(program: Program, stubs: Stubs): Program {
  const steps = program.steps.map((step) => stub(step as Step<Operation>, stubs));
  return {
    ...program,
    steps,
    parts: program.parts.map((part) => ({
      ...part,
      steps: steps.slice(part.first, part.first + part.steps.length),
    })),
  };
}

function stub(step: Step<Operation>, { strict, skip }: Stubs): Step<Operation> {
  const { op } = step;
  if (op.type !== "statement" || op.nature.nodeName === null) return step;
  const parsed = parseStatement(op.text);
  if (!("node" in parsed)) return step;
  const { outward, cluster } = reachOf(parsed.nodeName, parsed.node);
  const what = op.text.trim().split(/\s+/, 2).join(" ").toUpperCase();
  if (strict && (outward !== undefined || cluster !== undefined)) {
    const why = outward ?? "it would change the whole server that the shadow is on";
    throw new GodwitError("SHADOW_REFUSED", `${what} must not run on the shadow: ${why}`, { at: step.at });
  }
  if (outward === undefined) return step;
  const makes = madeBy(parsed.node);
  skip({
    rule: "shadow-outward",
    severity: "warning",
    message: `${what} is left out: ${outward}`,
    at: step.at,
    ...(makes === null ? {} : { makes }),
  });
  const { text, hash, at } = step;
  return { op: nothing(op), text, hash, at, afterCrash: "again" };
}

/** A statement that does nothing, in the place of another. */
function nothing({ locate, nature: { modes } }: StatementOperation): StatementOperation {
  return {
    type: "statement",
    text: "select",
    locate,
    nature: {
      nodeName: "SelectStmt",
      transaction: "shared",
      chain: false,
      modes,
      session: "clean",
      what: { kind: "other" },
    },
  };
}
