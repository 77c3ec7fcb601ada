// The list of kinds, in the order in which facts that do not need each other are made.
import type { PgKind } from "./kind.ts";
import { aggregate } from "./kinds/aggregate.ts";
import { attachedKinds } from "./kinds/attached.ts";
import { collation } from "./kinds/collation.ts";
import { column } from "./kinds/column.ts";
import { composite } from "./kinds/composite.ts";
import { defaultKind } from "./kinds/default.ts";
import { domain } from "./kinds/domain.ts";
import { domainConstraint } from "./kinds/domain-constraint.ts";
import { enumKind } from "./kinds/enum.ts";
import { extension } from "./kinds/extension.ts";
import { range } from "./kinds/range.ts";
import { functionKind, procedure } from "./kinds/routine.ts";
import { schema } from "./kinds/schema.ts";
import { sequence } from "./kinds/sequence.ts";
import { sequenceOwner } from "./kinds/sequence-owner.ts";
import { table } from "./kinds/table.ts";

const OBJECTS: readonly PgKind[] = [
  schema,
  extension,
  collation,
  enumKind,
  composite,
  domain,
  domainConstraint,
  range,
  sequence,
  functionKind,
  procedure,
  aggregate,
  table,
  column,
  defaultKind,
  sequenceOwner,
];

export const KINDS: readonly PgKind[] = [...OBJECTS, ...attachedKinds(OBJECTS)];
