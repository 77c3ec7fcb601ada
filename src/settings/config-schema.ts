// The check of a configuration file's contents: the same shape as `Config`, executed.
import * as v from "valibot";
import { parseDuration } from "../core/duration.ts";
import type { Hook } from "../core/hook.ts";
import type { Duration, Url } from "./config.ts";

const text = v.pipe(v.string("must be a text"), v.nonEmpty("must not be empty"));
const duration = v.custom<Duration>(
  (given) =>
    typeof given === "number"
      ? Number.isFinite(given) && given >= 0
      : typeof given === "string" && parseDuration(given) !== undefined,
  'must be a duration such as "500ms", "2s" or "10m"',
);
const url = v.union(
  [text, v.custom<Exclude<Url, string>>((given) => typeof given === "function")],
  "must be a URL, or a function that answers one",
);
const texts = v.record(v.string(), v.string("must be a text"));
const textOrTexts = v.union(
  [text, v.pipe(v.array(text), v.minLength(1))],
  "must be a folder, or a list of folders",
);
const command = v.strictObject({ command: text });
const hook = v.custom<Hook>((given) => typeof given === "function", "must be a function");

function oneOf<const Names extends readonly string[]>(...names: Names) {
  return v.picklist(names, `must be ${names.map((name) => `"${name}"`).join(" or ")}`);
}

const preset = oneOf("drizzle", "prisma", "typeorm", "mikroorm", "sequelize", "kysely", "knex");

const common = {
  migrations: v.optional(textOrTexts),
  url: v.optional(url),
  directUrl: v.optional(url),
  readUrl: v.optional(url),
  dynamodb: v.optional(
    v.strictObject({
      table: text,
      region: v.optional(text),
      account: v.optional(
        v.pipe(text, v.regex(/^\d{12}$/, "must be the account's twelve digits, as a text")),
      ),
      profile: v.optional(text),
      endpoint: v.optional(text),
      updatedAt: v.optional(text),
      updatedBy: v.optional(text),
      init: v.optional(text),
      migrations: v.optional(text),
      withoutBackup: v.optional(text),
      maxWcu: v.optional(v.pipe(v.number(), v.minValue(1, "must be 1 or more"))),
      managedBy: v.optional(oneOf("tags", "godwit", "cloudformation", "terraform")),
    }),
  ),
  lambda: v.optional(v.strictObject({ function: text, region: v.optional(text), profile: v.optional(text) })),
  ecs: v.optional(
    v.strictObject({
      stack: v.optional(text),
      cluster: v.optional(text),
      taskDefinition: v.optional(text),
      subnets: v.optional(text),
      securityGroups: v.optional(text),
      container: v.optional(text),
      region: v.optional(text),
      profile: v.optional(text),
    }),
  ),
  schema: v.optional(
    v.union(
      [text, v.array(text), command, v.strictObject({ preset, path: v.optional(text) })],
      "must be a file, a list of files, { command } or { preset }; docs/orm.md lists the presets",
    ),
  ),
  dump: v.optional(text),
  history: v.optional(v.strictObject({ schema: v.optional(text), table: v.optional(text) })),
  order: v.optional(oneOf("strict", "any")),
  transaction: v.optional(oneOf("each", "all")),
  lockTimeout: v.optional(duration),
  lockBudget: v.optional(duration),
  statementTimeout: v.optional(duration),
  wait: v.optional(duration),
  lease: v.optional(duration),
  role: v.optional(text),
  placeholders: v.optional(texts),
};

const environment = v.strictObject({
  ...common,
  protected: v.optional(v.boolean("must be true or false")),
  after: v.optional(text),
  backup: v.optional(
    v.union(
      [oneOf("dump", "rds-snapshot", "restore-point"), command],
      'must be "dump", "rds-snapshot", "restore-point" or { command }',
    ),
  ),
  window: v.optional(v.strictObject({ when: text, over: v.optional(duration) })),
  approvals: v.optional(
    v.strictObject({
      risk: oneOf("low", "medium", "high"),
      count: v.pipe(v.number("must be a number"), v.integer("must be a whole number"), v.minValue(1)),
    }),
  ),
  lastKnownGood: v.optional(text),
});
const environments = v.optional(v.record(v.string(), environment));

export const configSchema = v.strictObject({
  ...common,
  numbering: v.optional(oneOf("sequence", "timestamp")),
  hooks: v.optional(
    v.strictObject({
      beforeUp: v.optional(hook),
      afterEach: v.optional(hook),
      afterUp: v.optional(hook),
      onError: v.optional(hook),
    }),
  ),
  shadow: v.optional(text),
  shadowSetup: v.optional(text),
  tenancy: v.optional(v.strictObject({ column: text, setting: v.optional(text), exempt: v.optional(texts) })),
  owners: v.optional(texts),
  rules: v.optional(v.record(v.string(), oneOf("error", "warning", "note", "off"))),
  customRules: v.optional(v.array(v.unknown(), "must be a list of rules")),
  lint: v.optional(
    v.strictObject({
      failOn: v.optional(oneOf("error", "warning", "note")),
      pgVersion: v.optional(
        v.pipe(v.number("must be a number"), v.integer("must be a major version, such as 18"), v.minValue(9)),
      ),
      from: v.optional(text),
      requiredColumns: v.optional(texts),
      requiredHeader: v.optional(v.array(text, "must be a list of header keys")),
    }),
  ),
  environments,
  databases: v.optional(v.record(v.string(), v.strictObject({ ...common, environments }))),
  notify: v.optional(v.array(v.unknown(), "must be a list")),
});

/** The library's own messages repeat what they were given, which may be a password: ours do not. */
export function parseConfig(content: unknown) {
  return v.safeParse(configSchema, content, { message: "has a value that does not fit" });
}
