// Who owns what nobody gave to anybody: on a shadow it is another role than on the target.
import type { Schema } from "../core/fact.ts";

/** Leaves out that something belongs to one of these roles, which is no difference between a shadow and its model. */
export function withoutOwners(schema: Schema, owners: ReadonlySet<string | undefined>): Schema {
  return new Map(
    [...schema].filter(
      ([, { id, attributes }]) => id.kind !== "owner" || !owners.has(String(attributes.role)),
    ),
  );
}
