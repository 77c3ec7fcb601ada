// What a history remembers of where it belongs: a run that comes from another environment or account is refused.
import { GodwitError } from "../core/errors.ts";
import type { AttributeMap } from "./attribute.ts";
import type { DynamoSession } from "./call.ts";
import { expression } from "./expression.ts";
import { optionalText } from "./fields.ts";
import { type HistoryPlace, itemKey, META } from "./layout.ts";

export interface Home {
  readonly environment?: string | undefined;
  readonly account?: string | null | undefined;
}

/**
 * Throws CONFIG_INVALID where the history names another environment or account than the run. What is known of one
 * side only says nothing.
 */
export function refuseOtherHome(place: HistoryPlace, meta: AttributeMap, here: Home): void {
  for (const name of ["environment", "account"] as const) {
    const remembered = optionalText(meta, name);
    const mine = here[name];
    if (remembered === null || !mine || mine === remembered) continue;
    throw new GodwitError(
      "CONFIG_INVALID",
      `the history in ${place.table} belongs to the ${name} ${remembered}, and this run is for ${mine}`,
      {
        hint: `check \`--env\` and \`dynamodb.table\` with \`godwit config\`; in a table that is a copy, remove \`${name}\` from the item ${place.partition} / ${META}`,
      },
    );
  }
}

/** Remembers what the history does not know yet; another run may have been quicker, with the same. */
export async function rememberHome(
  session: DynamoSession,
  { place, meta, here }: { readonly place: HistoryPlace; readonly meta: AttributeMap; readonly here: Home },
): Promise<void> {
  const text = expression();
  const unknown = (["environment", "account"] as const).flatMap((name) => {
    const mine = here[name];
    return mine && optionalText(meta, name) === null
      ? [`${text.place([name])} = if_not_exists(${text.place([name])}, ${text.value({ S: mine })})`]
      : [];
  });
  if (unknown.length === 0) return;
  await session.run({
    command: "UpdateItem",
    input: {
      TableName: place.table,
      Key: itemKey(place, META),
      UpdateExpression: `SET ${unknown.join(", ")}`,
      ConditionExpression: `attribute_exists(${text.place([place.pk])})`,
      ...text.parts(),
    },
  });
}
