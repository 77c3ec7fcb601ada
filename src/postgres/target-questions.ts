// What a plan asks of the target beside its rows.
import { lockHolders, oldSnapshots } from "./target/activity.ts";
import { dependents } from "./target/dependents.ts";
import { invalid } from "./target/invalid.ts";
import { lastUse } from "./target/last-use.ts";
import { namingQueries } from "./target/naming-queries.ts";
import type { TargetQuestion } from "./target/question.ts";
import { replication } from "./target/replication.ts";

export const TARGET_QUESTIONS: readonly TargetQuestion[] = [
  lockHolders,
  oldSnapshots,
  dependents,
  lastUse,
  namingQueries,
  invalid,
  replication,
];
