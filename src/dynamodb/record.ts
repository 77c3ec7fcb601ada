// A history record as a DynamoDB item, and back.
import { BY_CLOCK, type HistoryRecord } from "../core/history.ts";
import type { AttributeMap } from "./attribute.ts";
import { booleanField, dateField, numberField, optionalText, textField, textListField } from "./fields.ts";
import { type HistoryPlace, itemKey, recordSortKey } from "./layout.ts";
import { fromItem } from "./value.ts";

/** DynamoDB has no clock, so times are the runner's. */
export function recordItem(place: HistoryPlace, record: HistoryRecord): AttributeMap {
  const now = new Date().toISOString();
  return {
    ...itemKey(place, recordSortKey(record.version)),
    ...fromItem({
      ...record,
      appliedAt: record.appliedAt.getTime() === BY_CLOCK.getTime() ? now : record.appliedAt.toISOString(),
      stepStarted: record.stepStarted === null ? null : now,
    }),
  };
}

export function recordFrom(item: AttributeMap): HistoryRecord {
  const stepStarted = optionalText(item, "stepStarted");
  return {
    version: textField(item, "version"),
    name: textField(item, "name"),
    description: optionalText(item, "description"),
    kind: textField(item, "kind"),
    appliedAt: dateField(item, "appliedAt"),
    appliedBy: textField(item, "appliedBy"),
    checksum: optionalText(item, "checksum"),
    fingerprint: optionalText(item, "fingerprint"),
    executionTimeMs: numberField(item, "executionTimeMs"),
    success: booleanField(item, "success"),
    stepsDone: numberField(item, "stepsDone"),
    stepsTotal: numberField(item, "stepsTotal"),
    stepsHash: textListField(item, "stepsHash"),
    stepStarted: stepStarted === null ? null : new Date(stepStarted),
    error: optionalText(item, "error"),
    rollback: optionalText(item, "rollback"),
    gitSha: optionalText(item, "gitSha"),
    toolVersion: textField(item, "toolVersion"),
    runId: textField(item, "runId"),
  };
}
