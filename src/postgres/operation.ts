// What a step of a PostgreSQL migration is: one statement of a file, or a whole TypeScript function.
import type { Location } from "../core/errors.ts";
import type { Direct } from "../core/module-migration.ts";
import type { Step } from "../core/step.ts";
import type { Nature } from "./parse/nature.ts";

export type Operation = StatementOperation | ModuleOperation;

export interface StatementOperation {
  readonly type: "statement";
  /** The statement as it stands in the file, placeholders replaced, without its semicolon. */
  readonly text: string;
  readonly copyData?: string;
  /** A question whose answer is no when there is no row. */
  readonly needsRows?: true;
  readonly nature: Nature;
  /** Where in the file a position of the statement is: 1-based code points, as the server counts. */
  readonly locate: (position: number) => Location;
}

export interface ModuleOperation {
  readonly type: "module";
  readonly run: Direct;
  /** False when every `sql` call commits on its own. */
  readonly transaction: boolean;
}

/** What was seen before a step outside transactions, as the log keeps it. */
export type Observed = Readonly<Record<string, unknown>>;

/** The operation of a step that this engine made. */
export function operationOf(step: Step): Operation {
  return step.op as Operation;
}
