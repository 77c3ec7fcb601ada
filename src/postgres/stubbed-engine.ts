// An engine for shadows: what reaches outward is not run, and what was required of the target is not asked.
import type { Engine } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Direction } from "../core/event.ts";
import type { Foresight } from "../core/foresight.ts";
import type { Script } from "../core/migration.ts";
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
  /** Shared by engines that run the same scripts on one server's databases again and again. */
  readonly known?: KnownScripts | undefined;
}

/** Scripts that were read before. */
export type KnownScripts = WeakMap<Script, Map<Direction, Known>>;

interface Known {
  readonly program: Program;
  /** By the step's place. */
  readonly reaching: ReadonlyMap<number, Reaching>;
}

/** A statement that concerns more than the database. */
interface Reaching {
  readonly outward: string | undefined;
  readonly makes: ReturnType<typeof madeBy>;
}

/** A larger script is read again: it is the server that is slow then, and its statements would fill the memory. */
const KEPT_STEPS = 2_000;

const UNKNOWN: Foresight = {
  transactional: true,
  changesRows: true,
  confined: false,
  locks: [],
  rewrites: false,
  scans: false,
};

/** The steps of a known script are asked about with each of its runs. */
const foreseen = new WeakMap<Step, Foresight>();

export function stubbedEngine(engine: Engine, stubs: Stubs): Engine {
  return {
    name: engine.name,
    prepare: () => engine.prepare(),
    fingerprint: (script, placeholders) => engine.fingerprint(script, placeholders),
    foresee: (step) => {
      const foresight = foreseen.get(step) ?? engine.foresee?.(step) ?? UNKNOWN;
      foreseen.set(step, foresight);
      return foresight;
    },
    conditions: () => [],
    mask: (text) => engine.mask(text),
    maskError: (text) => engine.maskError(text),
    open: (options) => engine.open(options),
    read: async (script, header, options) => {
      const before = options.recut ? undefined : stubs.known?.get(script)?.get(options.direction);
      if (before) return stubbed(before, stubs);
      const program = await engine.read(script, header, options);
      const known = { program, reaching: reachingIn(program) };
      if (!options.recut && program.steps.length <= KEPT_STEPS) {
        const directions = stubs.known?.get(script) ?? new Map<Direction, Known>();
        stubs.known?.set(script, directions.set(options.direction, known));
      }
      return stubbed(known, stubs);
    },
  };
}

function reachingIn({ steps }: Program): Known["reaching"] {
  const found = new Map<number, Reaching>();
  for (const [index, { op }] of (steps as readonly Step<Operation>[]).entries()) {
    if (op.type !== "statement" || op.nature.nodeName === null) continue;
    const parsed = parseStatement(op.text);
    if (!("node" in parsed)) continue;
    const { outward, cluster } = reachOf(parsed.nodeName, parsed.node);
    if (outward !== undefined || cluster !== undefined)
      found.set(index, { outward, makes: madeBy(parsed.node) });
  }
  return found;
}

function stubbed({ program, reaching }: Known, stubs: Stubs): Program {
  if (reaching.size === 0) return program;
  const steps = program.steps.map((step, index) => {
    const about = reaching.get(index);
    return about ? stub(step as Step<Operation>, about, stubs) : step;
  });
  return {
    ...program,
    steps,
    parts: program.parts.map((part) => ({
      ...part,
      steps: steps.slice(part.first, part.first + part.steps.length),
    })),
  };
}

function stub(step: Step<Operation>, { outward, makes }: Reaching, { strict, skip }: Stubs): Step<Operation> {
  const op = step.op as StatementOperation;
  const what = op.text.trim().split(/\s+/, 2).join(" ").toUpperCase();
  if (strict) {
    const why = outward ?? "it would change the whole server that the shadow is on";
    throw new GodwitError("SHADOW_REFUSED", `${what} must not run on the shadow: ${why}`, { at: step.at });
  }
  if (outward === undefined) return step;
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
