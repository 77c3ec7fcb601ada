// The lock as it lies in the table. It is never deleted, so that its fence only grows.
import type { LockHolder, RunIdentity } from "../core/engine.ts";
import type { LeaseState } from "../core/history.ts";
import type { AttributeMap } from "./attribute.ts";
import type { Action, Put, Update } from "./call.ts";
import { dateField, numberField, textField } from "./fields.ts";
import { type HistoryPlace, itemKey, LOCK } from "./layout.ts";
import { fromItem } from "./value.ts";

export interface LockItem extends LockHolder {
  readonly state: "HELD" | "RELEASED";
  /** Record version: new with every write, so "unchanged" means "nobody wrote". */
  readonly rvn: string;
  /** One more with every change of hands. */
  readonly fence: number;
  readonly leaseMs: number;
  /** By the holder's own clock: for people, never for decisions. */
  readonly since: Date;
  readonly beatAt: Date;
}

export function lockFrom(item: AttributeMap): LockItem {
  return {
    state: textField(item, "state") === "HELD" ? "HELD" : "RELEASED",
    rvn: textField(item, "rvn"),
    fence: numberField(item, "fence"),
    leaseMs: numberField(item, "leaseMs"),
    runId: textField(item, "owner"),
    who: textField(item, "who"),
    host: textField(item, "host"),
    pid: numberField(item, "pid"),
    purpose: textField(item, "purpose"),
    since: dateField(item, "since"),
    beatAt: dateField(item, "beatAt"),
  };
}

export function leaseState(lock: LockItem): LeaseState {
  const { runId, who, host, pid, purpose, leaseMs, since } = lock;
  return {
    held: lock.state === "HELD",
    runId,
    fence: String(lock.fence),
    beat: lock.rvn,
    // A holder leaves no session behind by which others could see it die: its lease must run out.
    mode: "pooled",
    leaseMs,
    host,
    pid,
    who,
    purpose,
    since,
    lastBeat: lock.beatAt,
  };
}

export function holderOf({ runId, who, host, pid, purpose }: LockItem): LockHolder {
  return { runId, who, host, pid, purpose };
}

/** Our lock, after the one seen. */
export function nextLock(
  run: RunIdentity,
  about: { readonly purpose: string; readonly leaseMs: number; readonly fence: number },
): LockItem {
  const { runId, who, host, pid } = run;
  const now = new Date();
  return {
    state: "HELD",
    rvn: crypto.randomUUID(),
    since: now,
    beatAt: now,
    runId,
    who,
    host,
    pid,
    ...about,
  };
}

/** Writes our lock if the table still has what was seen. */
export function putLock(place: HistoryPlace, lock: LockItem, seen: LockItem | undefined): Put {
  const { runId, since, beatAt, ...rest } = lock;
  const fields = { ...rest, owner: runId, since: since.toISOString(), beatAt: beatAt.toISOString() };
  return {
    TableName: place.table,
    Item: { ...itemKey(place, LOCK), ...fromItem(fields) },
    ...(seen
      ? {
          ConditionExpression: "#rvn = :rvn",
          ExpressionAttributeNames: { "#rvn": "rvn" },
          ExpressionAttributeValues: fromItem({ ":rvn": seen.rvn }),
        }
      : {
          ConditionExpression: "attribute_not_exists(#pk)",
          ExpressionAttributeNames: { "#pk": place.pk },
        }),
  };
}

/** The first action of each of our transactions: the lock is ours, and was not given to anybody in between. */
export function lockGuard(place: HistoryPlace, lock: LockItem): Action {
  return {
    ConditionCheck: {
      TableName: place.table,
      Key: itemKey(place, LOCK),
      ConditionExpression: OURS,
      ExpressionAttributeNames: OUR_NAMES,
      ExpressionAttributeValues: ourValues(lock),
    },
  };
}

export function beatUpdate(place: HistoryPlace, lock: LockItem, rvn: string): Update {
  return {
    TableName: place.table,
    Key: itemKey(place, LOCK),
    UpdateExpression: "SET #rvn = :next, #beatAt = :now",
    ConditionExpression: `#rvn = :rvn AND ${OURS}`,
    ExpressionAttributeNames: { ...OUR_NAMES, "#rvn": "rvn", "#beatAt": "beatAt" },
    ExpressionAttributeValues: {
      ...ourValues(lock),
      ...fromItem({ ":rvn": lock.rvn, ":next": rvn, ":now": new Date().toISOString() }),
    },
  };
}

export function releaseUpdate(place: HistoryPlace, lock: LockItem): Update {
  return {
    TableName: place.table,
    Key: itemKey(place, LOCK),
    UpdateExpression: "SET #state = :released, #rvn = :next",
    ConditionExpression: OURS,
    ExpressionAttributeNames: { ...OUR_NAMES, "#rvn": "rvn" },
    ExpressionAttributeValues: {
      ...ourValues(lock),
      ...fromItem({ ":released": "RELEASED", ":next": crypto.randomUUID() }),
    },
  };
}

/** Takes the lock from the holder that was seen, giving it to nobody; only if it has not moved since, unless forced. */
export function endUpdate(place: HistoryPlace, seen: LockItem, force: boolean): Update {
  return {
    TableName: place.table,
    Key: itemKey(place, LOCK),
    UpdateExpression: "SET #state = :released, #rvn = :next, #fence = #fence + :one",
    ConditionExpression: force ? OURS : `#rvn = :rvn AND ${OURS}`,
    ExpressionAttributeNames: { ...OUR_NAMES, "#rvn": "rvn" },
    ExpressionAttributeValues: {
      ...ourValues(seen),
      ...fromItem({ ":released": "RELEASED", ":next": crypto.randomUUID(), ":one": 1 }),
      ...(!force && fromItem({ ":rvn": seen.rvn })),
    },
  };
}

const OURS = "#state = :held AND #owner = :owner AND #fence = :fence";
const OUR_NAMES = { "#state": "state", "#owner": "owner", "#fence": "fence" } as const;

function ourValues(lock: LockItem): AttributeMap {
  return fromItem({ ":held": "HELD", ":owner": lock.runId, ":fence": lock.fence });
}
