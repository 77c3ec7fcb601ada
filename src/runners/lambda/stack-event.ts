// What CloudFormation asks of a custom resource, and the words in which it is answered.
import { posix } from "node:path";
import { GodwitError } from "../../core/errors.ts";
import { mask } from "../../core/mask.ts";
import type { LambdaContext } from "./invocation.ts";
import type { LambdaRequest } from "./request.ts";

export interface StackEvent {
  readonly RequestType: "Create" | "Update" | "Delete";
  /** Presigned: the answer is put there, and nobody else must learn of it. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Not of a Create. */
  readonly PhysicalResourceId?: string;
  /** Every scalar arrives as a text. */
  readonly ResourceProperties?: Readonly<Record<string, unknown>>;
}

export function isStackEvent(event: unknown): event is StackEvent {
  if (typeof event !== "object" || event === null || !("RequestType" in event)) return false;
  return ["Create", "Update", "Delete"].includes(String(event.RequestType)) && "StackId" in event;
}

/**
 * The same for the life of the resource: for a new one CloudFormation would send a Delete of the old one after the
 * update. What was there before us keeps its own.
 */
export function physicalId({ PhysicalResourceId, StackId, LogicalResourceId }: StackEvent): string {
  return PhysicalResourceId || `migrations-${posix.basename(StackId)}-${LogicalResourceId}`;
}

/** A database that is ahead of an old bundle is left alone: a stack that rolls back must be able to. */
export function requestOf({ ResourceProperties = {} }: StackEvent): LambdaRequest {
  const { environment, phase, whenAhead } = ResourceProperties;
  if (phase !== undefined && phase !== "expand" && phase !== "contract") {
    throw new GodwitError("USAGE", `the property phase is ${JSON.stringify(phase)}`, {
      hint: "set it to expand or contract, or leave it out to apply everything",
    });
  }
  return {
    action: "migrate",
    whenAhead: whenAhead === "fail" ? "fail" : "ok",
    ...(typeof environment === "string" && environment !== "" ? { environment } : {}),
    ...(phase === undefined ? {} : { phase }),
    // What expands has run before it, whatever its number.
    ...(phase === "contract" ? { allowOutOfOrder: true } : {}),
  };
}

const LONGEST_LINE = 200;
const LONGEST_REASON = 1_000;

/** CloudFormation refuses answers over 4 KB, and its console shows the first line. */
export function reasonOf({ code, message, hint, database }: GodwitError, context: LambdaContext): string {
  const sqlstate = database?.code === undefined ? "" : ` (${database.code})`;
  const [line = ""] = mask(message).split("\n");
  const head = `${code}: ${cut(line, LONGEST_LINE - code.length - sqlstate.length - 2)}${sqlstate}`;
  const { logGroupName, logStreamName } = context;
  const place = [logGroupName, logStreamName].filter(Boolean).join(" ");
  return cut([head, `hint: ${mask(hint)}`, ...(place ? [`logs: ${place}`] : [])].join("\n"), LONGEST_REASON);
}

/** In bytes, since that is what is counted; never in the middle of a character. */
function cut(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let kept = "";
  for (const character of text) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(character) > most - 3) break;
    kept += character;
  }
  return `${kept}…`;
}
