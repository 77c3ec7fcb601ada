// One application of a migration, remembered beside its record: its transforms go on in it, and undo begins with it.

import type { Direction } from "../core/event.ts";
import { isReverting } from "../core/progress.ts";
import type { AttributeMap } from "./attribute.ts";
import type { Action, DynamoSession } from "./call.ts";
import { textListField } from "./fields.ts";
import { getItem } from "./history-items.ts";
import { type HistoryPlace, itemKey, recordSortKey } from "./layout.ts";
import { patientSession } from "./patient.ts";
import { recordFrom } from "./record.ts";
import { attemptPlace, attemptsSortKey } from "./transform/places.ts";
import { fromItem } from "./value.ts";

/** Applications that were not reverted, oldest first, and the reverting that is under way. */
export interface Attempts {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

const NONE: Attempts = { up: [], down: [] };

export async function readAttempts(
  session: DynamoSession,
  home: HistoryPlace,
  version: string,
): Promise<Attempts> {
  const item = await getItem(session, home, attemptsSortKey(version));
  return item ? { up: textListField(item, "up"), down: textListField(item, "down") } : NONE;
}

export interface Beginning {
  readonly session: DynamoSession;
  readonly home: HistoryPlace;
  readonly version: string;
  readonly direction: Direction;
}

/** Asked before a migration is announced: does it go on where it was interrupted, or begin anew? */
export async function beginAttempt({ session, home, version, direction }: Beginning): Promise<HistoryPlace> {
  const [item, attempts] = await Promise.all([
    getItem(session, home, recordSortKey(version)),
    readAttempts(session, home, version),
  ]);
  const record = item && recordFrom(item);
  const goesOn =
    direction === "up"
      ? record !== undefined && !record.success && !isReverting(record)
      : record !== undefined && isReverting(record);
  const known = attempts[direction].at(-1);
  if (goesOn && known !== undefined) return attemptPlace(home, version, known);
  const fresh = crypto.randomUUID();
  const next = { ...attempts, [direction]: [...attempts[direction], fresh] };
  const Item: AttributeMap = { ...itemKey(home, attemptsSortKey(version)), ...fromItem(next) };
  await patientSession(session).run({ command: "PutItem", input: { TableName: home.table, Item } });
  return attemptPlace(home, version, fresh);
}

/** Goes with the removal of the record: what was reverted leaves nothing to revert. */
export function forgetAttempts(home: HistoryPlace, version: string): Action {
  return { Delete: { TableName: home.table, Key: itemKey(home, attemptsSortKey(version)) } };
}
