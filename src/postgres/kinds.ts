// The list of kinds, in the order in which facts that do not need each other are made.
import type { PgKind } from "./kind.ts";
import { accessMethod } from "./kinds/access-method.ts";
import { aggregate } from "./kinds/aggregate.ts";
import { attachedKinds } from "./kinds/attached.ts";
import { baseType } from "./kinds/base-type.ts";
import { cast } from "./kinds/cast.ts";
import { collation } from "./kinds/collation.ts";
import { column } from "./kinds/column.ts";
import { composite } from "./kinds/composite.ts";
import { constraint } from "./kinds/constraint.ts";
import { conversion } from "./kinds/conversion.ts";
import { defaultKind } from "./kinds/default.ts";
import { defaultPrivilege, withDefaultGrants } from "./kinds/default-privilege.ts";
import { domain } from "./kinds/domain.ts";
import { domainConstraint } from "./kinds/domain-constraint.ts";
import { enumKind } from "./kinds/enum.ts";
import { eventTrigger } from "./kinds/event-trigger.ts";
import { extension } from "./kinds/extension.ts";
import { foreignDataWrapper } from "./kinds/foreign-data-wrapper.ts";
import { foreignServer } from "./kinds/foreign-server.ts";
import { foreignTable } from "./kinds/foreign-table.ts";
import { indexAttachment } from "./kinds/index-attachment.ts";
import { indexKind } from "./kinds/index-kind.ts";
import { language } from "./kinds/language.ts";
import { materializedView } from "./kinds/materialized-view.ts";
import { membership } from "./kinds/membership.ts";
import { operator } from "./kinds/operator.ts";
import { operatorClass } from "./kinds/operator-class.ts";
import { operatorFamily } from "./kinds/operator-family.ts";
import { partition } from "./kinds/partition.ts";
import { policy } from "./kinds/policy.ts";
import { publication } from "./kinds/publication.ts";
import { publicationSchema, publicationTable } from "./kinds/published.ts";
import { range } from "./kinds/range.ts";
import { role } from "./kinds/role.ts";
import { functionKind, procedure } from "./kinds/routine.ts";
import { rule } from "./kinds/rule.ts";
import { schema } from "./kinds/schema.ts";
import { sequence } from "./kinds/sequence.ts";
import { sequenceOwner } from "./kinds/sequence-owner.ts";
import { statistics } from "./kinds/statistics.ts";
import { subscription } from "./kinds/subscription.ts";
import { table } from "./kinds/table.ts";
import { textSearchConfiguration } from "./kinds/text-search-configuration.ts";
import { textSearchDictionary } from "./kinds/text-search-dictionary.ts";
import { textSearchParser, textSearchTemplate } from "./kinds/text-search-parts.ts";
import { transform } from "./kinds/transform.ts";
import { trigger } from "./kinds/trigger.ts";
import { triggerState } from "./kinds/trigger-state.ts";
import { userMapping } from "./kinds/user-mapping.ts";
import { view } from "./kinds/view.ts";

const OBJECTS: readonly PgKind[] = [
  role,
  membership,
  schema,
  extension,
  language,
  accessMethod,
  collation,
  baseType,
  enumKind,
  composite,
  domain,
  domainConstraint,
  range,
  sequence,
  functionKind,
  procedure,
  aggregate,
  cast,
  transform,
  operator,
  operatorFamily,
  operatorClass,
  conversion,
  textSearchParser,
  textSearchTemplate,
  textSearchDictionary,
  textSearchConfiguration,
  foreignDataWrapper,
  foreignServer,
  userMapping,
  table,
  foreignTable,
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
  triggerState,
  policy,
  statistics,
  publication,
  publicationTable,
  publicationSchema,
  subscription,
  eventTrigger,
];

export const KINDS: readonly PgKind[] = [
  ...OBJECTS.map(withDefaultGrants),
  ...attachedKinds(OBJECTS),
  defaultPrivilege,
];
