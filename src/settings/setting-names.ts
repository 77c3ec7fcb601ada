// The names of the settings: how each is called as an environment variable, and which do nothing yet.

/** `lockTimeout` is GODWIT_LOCK_TIMEOUT, `history.schema` is GODWIT_HISTORY_SCHEMA. */
export function variableName(setting: string): string {
  return `GODWIT_${setting
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase()}`;
}

/** The variables that give a setting, the strongest first. */
export function variablesOf(setting: string): readonly string[] {
  const other = OTHER_VARIABLES[setting];
  return other === undefined ? [variableName(setting)] : [variableName(setting), other];
}

/** --dir is the flag of `migrations`, and DATABASE_URL is what hosting services set. */
const OTHER_VARIABLES: Readonly<Record<string, string>> = { migrations: "GODWIT_DIR", url: "DATABASE_URL" };

/** Settings with one value each, that a variable or a command's flag may also give. */
export const SINGLE_SETTINGS: readonly string[] = [
  "migrations",
  "url",
  "directUrl",
  "history.schema",
  "history.table",
  "order",
  "numbering",
  "transaction",
  "lockTimeout",
  "lockBudget",
  "statementTimeout",
  "wait",
  "lease",
  "role",
  "schema",
  "dump",
  "shadow",
  "shadowSetup",
  "lastKnownGood",
  "protected",
  "lint.failOn",
  "lint.pgVersion",
  "lint.from",
  "dynamodb.table",
  "dynamodb.region",
  "dynamodb.account",
  "dynamodb.profile",
  "dynamodb.endpoint",
  "dynamodb.updatedAt",
  "dynamodb.updatedBy",
  "dynamodb.init",
  "dynamodb.migrations",
  "dynamodb.maxWcu",
  "dynamodb.withoutBackup",
  "dynamodb.managedBy",
  "lambda.function",
  "lambda.region",
  "lambda.profile",
  "ecs.stack",
  "ecs.cluster",
  "ecs.taskDefinition",
  "ecs.subnets",
  "ecs.securityGroups",
  "ecs.container",
  "ecs.region",
  "ecs.profile",
];

/** Accepted in the configuration file, but nothing in this version acts on them; `godwit config` says so. */
export const UNUSED_SETTINGS: readonly string[] = [
  "readUrl",
  "owners",
  "notify",
  "after",
  "backup",
  "window",
  "approvals",
];

/** Those of them that protect: whoever set one must hear that nothing is protected by it. */
export const UNUSED_PROTECTIONS: readonly string[] = ["after", "backup", "window", "approvals"];

/** Variables that are not settings but are ours: what the flags that go with every command can be given by. */
export const FLAG_VARIABLES: readonly string[] = [
  "GODWIT_ENV",
  "GODWIT_DATABASE",
  "GODWIT_CONFIG",
  "GODWIT_JSON",
  "GODWIT_QUIET",
  "GODWIT_VERBOSE",
  "GODWIT_YES",
  "GODWIT_EVENTS",
  "GODWIT_USER",
  "GODWIT_EXIT_AGAIN",
];
