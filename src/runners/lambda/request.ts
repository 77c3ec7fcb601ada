// Reads the event of a direct invocation strictly: a misspelt field must not be ignored in silence.
import { GodwitError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";

/** `{"action":"migrate","dry_run":true}`; every field but the action is optional. */
export interface LambdaRequest {
  readonly action: Action;
  readonly dryRun?: boolean;
  readonly environment?: string;
  readonly to?: string;
  readonly only?: string;
  readonly count?: number;
  readonly phase?: "expand" | "contract";
  readonly kind?: "schema" | "data";
  readonly allowOutOfOrder?: boolean;
  readonly force?: boolean;
  /** Answers what a protected environment asks before a rollback. */
  readonly yes?: boolean;
  readonly whenAhead?: "ok" | "fail";
}

const ACTIONS = ["status", "migrate", "plan", "rollback", "doctor"] as const;
export type Action = (typeof ACTIONS)[number];

type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === "string" && value !== "" ? undefined : "must be a text");
const yesOrNo: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");
const number: Check = (value) =>
  Number.isInteger(value) && Number(value) > 0 ? undefined : "must be a number of migrations";
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && words.includes(value) ? undefined : `must be one of ${words.join(", ")}`;

/** By their names in the event. */
const FIELDS: Readonly<Record<string, readonly [name: keyof LambdaRequest, check: Check]>> = {
  action: ["action", oneOf(...ACTIONS)],
  dry_run: ["dryRun", yesOrNo],
  environment: ["environment", text],
  to: ["to", text],
  only: ["only", text],
  count: ["count", number],
  phase: ["phase", oneOf("expand", "contract")],
  kind: ["kind", oneOf("schema", "data")],
  allow_out_of_order: ["allowOutOfOrder", yesOrNo],
  force: ["force", yesOrNo],
  yes: ["yes", yesOrNo],
  when_ahead: ["whenAhead", oneOf("ok", "fail")],
};

/** Throws USAGE. */
export function readRequest(event: unknown): LambdaRequest {
  if (typeof event !== "object" || event === null || Array.isArray(event) || !("action" in event)) {
    throw wrong('the event has no "action"');
  }
  const request: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(event)) {
    const field = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
    if (!field) {
      const meant = nearest(key, Object.keys(FIELDS));
      throw wrong(`the event's "${key}" means nothing${meant ? `; did you mean "${meant}"?` : ""}`);
    }
    const [name, check] = field;
    const problem = check(value);
    if (problem) throw wrong(`"${key}" ${problem}, and is ${JSON.stringify(value)}`);
    request[name] = value;
  }
  return request as unknown as LambdaRequest;
}

function wrong(message: string): GodwitError {
  return new GodwitError("USAGE", message, {
    hint: `send {"action":"status"}; actions are ${ACTIONS.join(", ")}; docs/lambda.md lists the other fields`,
  });
}
