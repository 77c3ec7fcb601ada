// What a migration has noted of its work on tables among its operations: steps that it announced, and calls that ended.
import type { AttributeMap } from "../attribute.ts";
import type { DynamoSession } from "../call.ts";
import { optionalText } from "../fields.ts";
import { queryItems } from "../history-items.ts";
import type { HistoryPlace } from "../layout.ts";
import { OPERATIONS } from "../transform/places.ts";
import type { TableStep } from "./step.ts";

export interface Noted {
  /** Oldest first. */
  readonly steps: TableStep[];
  readonly ended: Set<string>;
}

export async function notedWork(session: DynamoSession, attempt: HistoryPlace): Promise<Noted> {
  const items = await queryItems(session, attempt, OPERATIONS);
  return {
    steps: items.flatMap((item) => stepIn(item) ?? []),
    ended: new Set(items.flatMap((item) => optionalText(item, "ended") ?? [])),
  };
}

/** Undefined where an operation is none on a table. */
export function stepIn(item: AttributeMap): TableStep | undefined {
  const text = optionalText(item, "step");
  // We wrote it.
  return text === null ? undefined : (JSON.parse(text) as TableStep);
}
