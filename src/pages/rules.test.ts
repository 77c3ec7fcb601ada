import { expect, it } from "vitest";
import type { Rule } from "../core/rule.ts";
import type { Config } from "../settings/config.ts";
import type { Settings } from "../settings/settings.ts";
import { reviewChecklist } from "./review-checklist.ts";
import { type RulesAbout, rulesPage } from "./rules.ts";

const SETTINGS: Settings = {
  root: "/project",
  migrations: ["/project/sql"],
  history: { schema: "public", table: "schema_migrations" },
  order: "strict",
  numbering: "sequence",
  transaction: "each",
  lockTimeoutMs: 2_000,
  lockBudgetMs: 600_000,
  statementTimeoutMs: 0,
  waitMs: 60_000,
  leaseMs: 30_000,
  placeholders: {},
  hooks: {},
  protected: false,
  environments: [],
  databases: [],
  origins: {},
  unused: [],
  notes: [],
  lint: { failOn: "error", rules: {}, customRules: [] },
};

const rule = (name: string, gravity: Rule["gravity"]): Rule => ({
  name,
  gravity,
  hazards: [],
  why: `${name} | breaks.`,
  instead: "do not",
  bad: "",
  good: "",
});

const about = (config: Config, settings: Partial<Settings> = {}): RulesAbout => ({
  config,
  settings: { ...SETTINGS, ...settings },
  folders: ["sql"],
  rules: [rule("mild", "S4"), rule("grave", "S1"), rule("unwanted", "S2"), rule("tenant-column", "S2")],
  unwatched: [],
});

it("says of each setting what it means for who writes a migration", () => {
  const plain = rulesPage(about({}));
  expect(plain).toContain("such as `024`");
  expect(plain).toContain("waits 2s for a lock and is tried again, for 10m at most");
  expect(plain).not.toMatch(/Tenants|Environments|owns the data|undefined/);
  const other = rulesPage(
    about(
      {},
      {
        numbering: "timestamp",
        order: "any",
        transaction: "all",
        statementTimeoutMs: 5_000,
        role: "app_owner",
      },
    ),
  );
  expect(other).toContain("`20260219103000`");
  expect(other).toContain("may arrive late");
  expect(other).toContain("All pending migrations are one transaction");
  expect(other).toContain("may run for 5s");
  expect(other).toContain("`app_owner`");
});

it("names environments with all that holds for them, and no secret", () => {
  const page = rulesPage(
    about({
      environments: {
        dev: {},
        prod: {
          protected: true,
          after: "dev",
          backup: { command: "pg_dump postgres://me:hunter2@db/shop" },
          window: { when: "Sun 02:00-04:00", over: "1m" },
          approvals: { risk: "high", count: 2 },
        },
      },
    }),
  );
  expect(page).toContain("| `dev` | none of its own |");
  expect(page).toContain(
    "after `dev`; a backup first (`pg_dump postgres://me:***@db/shop`); within `Sun 02:00-04:00`",
  );
  expect(page).toContain("2 to approve from risk high on");
  expect(page).not.toContain("hunter2");
});

it("asks the reviewer for what the configuration wants", () => {
  const tenancy = { column: "tenant_id", setting: "app.tenant", exempt: { "core.tenants": "the tenants" } };
  const config = {
    tenancy,
    owners: { "billing.*": "payments" },
    environments: { prod: { protected: true } },
  };
  const page = reviewChecklist(about(config, { role: "app_owner", dump: { file: "/x", write: "never" } }));
  expect(page).toContain(
    "- [ ] a new table has `tenant_id`, row level security enabled and forced, and its policy (exempt: `core.tenants`)",
  );
  expect(page).toContain("- [ ] where it touches `billing.*`: payments agrees");
  expect(page).toContain("## Before it runs in prod");
  expect(page).toContain("`godwit check --only dump` agrees");
  expect(reviewChecklist(about({}))).not.toMatch(/tenant|dump|Before it runs/);
});

it("lists what the linter finds, the gravest first, and what every file must have", () => {
  const lint = {
    ...SETTINGS.lint,
    failOn: "warning" as const,
    rules: { unwanted: "off" as const, mild: "warning" as const },
  };
  const page = rulesPage(
    about({}, { lint: { ...lint, requiredHeader: ["Author"], requiredColumns: { id: "bigint" } } }),
  );
  expect(page).toContain("A finding of the level warning, or a graver one");
  expect(
    [...page.matchAll(/^\| `(\S+)` \| (error|warning|note) /gm)].map(([, name, level]) => [name, level]),
  ).toEqual([
    ["grave", "error"],
    ["mild", "warning"],
  ]);
  expect(page).toContain("grave \\| breaks. Instead: do not.");
  expect(page).toContain("Every header has `Author`.");
  expect(page).toContain("Every new table has `id bigint`.");
});
