// The list of kinds, in the order in which facts that do not need each other are made.
import type { PgKind } from "./kind.ts";
import { aggregate } from "./kinds/aggregate.ts";
import { attachedKinds } from "./kinds/attached.ts";
import { collation } from "./kinds/collation.ts";
import { column } from "./kinds/column.ts";
import { composite } from "./kinds/composite.ts";
import { constraint } from "./kinds/constraint.ts";
import { defaultKind } from "./kinds/default.ts";
import { defaultPrivilege, withDefaultGrants } from "./kinds/default-privilege.ts";
import { domain } from "./kinds/domain.ts";
import { domainConstraint } from "./kinds/domain-constraint.ts";
import { enumKind } from "./kinds/enum.ts";
import { extension } from "./kinds/extension.ts";
import { indexAttachment } from "./kinds/index-attachment.ts";
import { indexKind } from "./kinds/index-kind.ts";
import { materializedView } from "./kinds/materialized-view.ts";
import { partition } from "./kinds/partition.ts";
import { policy } from "./kinds/policy.ts";
import { range } from "./kinds/range.ts";
import { functionKind, procedure } from "./kinds/routine.ts";
import { rule } from "./kinds/rule.ts";
import { schema } from "./kinds/schema.ts";
import { sequence } from "./kinds/sequence.ts";
import { sequenceOwner } from "./kinds/sequence-owner.ts";
import { table } from "./kinds/table.ts";
import { trigger } from "./kinds/trigger.ts";
import { view } from "./kinds/view.ts";

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
  constraint,
  view,
  materializedView,
  indexKind,
  indexAttachment,
  partition,
  rule,
  trigger,
  policy,
];

export const KINDS: readonly PgKind[] = [
  ...OBJECTS.map(withDefaultGrants),
  ...attachedKinds(OBJECTS),
  defaultPrivilege,
];
