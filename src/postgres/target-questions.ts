// What a plan asks of the target beside its rows.
import { lockHolders, oldSnapshots } from "./target/activity.ts";
import { dependents } from "./target/dependents.ts";
import { invalid } from "./target/invalid.ts";
import { lastUse } from "./target/last-use.ts";
import { missingExtensions } from "./target/missing-extensions.ts";
import { missingRoles } from "./target/missing-roles.ts";
import { namingQueries } from "./target/naming-queries.ts";
import type { TargetQuestion } from "./target/question.ts";
import { replication } from "./target/replication.ts";
import { rights } from "./target/rights.ts";

export const TARGET_QUESTIONS: readonly TargetQuestion[] = [
  missingRoles,
  missingExtensions,
  rights,
  lockHolders,
  oldSnapshots,
  dependents,
  lastUse,
  namingQueries,
  invalid,
  replication,
];
