// The list of kinds, in the order in which facts that do not need each other are made.
import type { PgKind } from "./kind.ts";
import { attachedKinds } from "./kinds/attached.ts";
import { column } from "./kinds/column.ts";
import { defaultKind } from "./kinds/default.ts";
import { schema } from "./kinds/schema.ts";
import { sequence } from "./kinds/sequence.ts";
import { sequenceOwner } from "./kinds/sequence-owner.ts";
import { table } from "./kinds/table.ts";

const OBJECTS: readonly PgKind[] = [schema, sequence, table, column, defaultKind, sequenceOwner];

export const KINDS: readonly PgKind[] = [...OBJECTS, ...attachedKinds(OBJECTS)];
