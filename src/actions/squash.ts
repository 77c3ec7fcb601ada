// Writes one script for many migrations, and proves it: the same facts, rows and counters as they give.

import { diff } from "../core/diff.ts";
import { sha256 } from "../core/digest.ts";
import { GodwitError } from "../core/errors.ts";
import { type FactId, keyOf, type Schema } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { Baseline, Migration, Script, Tombstone } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import type { Contents } from "../core/schema-database.ts";
import { compareVersions, versionKey } from "../core/version.ts";
import { asMigration } from "./apply-baseline.ts";
import { notProved } from "./describe-change.ts";
import type { DiffProject } from "./diff-project.ts";
import type { Project } from "./project.ts";
import type { Rehearsal, Rehearsals } from "./rehearsal.ts";
import { writtenSchema } from "./written-schema.ts";

export interface Squashing {
  readonly project: Project;
  readonly diff: DiffProject;
  readonly rehearsals: Rehearsals;
  /** The newest version that is covered; the newest of all unless given. */
  readonly to?: string | undefined;
  /** Where the baseline of a version lies, as people see it. */
  readonly fileOf: (version: string) => string;
}

export interface Squashed {
  readonly baseline: Baseline;
  readonly text: string;
  readonly facts: number;
  readonly rows: number;
  /** Roles that must be there before it runs. */
  readonly roles: readonly string[];
  /** Roles that it makes where they are missing, as the migrations do; without their passwords, which nobody can read. */
  readonly makes: readonly string[];
  readonly findings: readonly Finding[];
}

/** Nothing is written. Throws PLAN_NOT_PROVED, MIGRATION_FAILED, VERSION_UNKNOWN. */
export async function squash(squashing: Squashing): Promise<Squashed> {
  const { project, rehearsals, diff: comparing } = squashing;
  const { migrations, retired = [], notes } = await project.source.collect();
  const files = chosen(
    inOrder(migrations).filter(({ repeatable }) => !repeatable),
    squashing.to,
  );
  const version = files.at(-1)?.version;
  if (version === undefined)
    throw new GodwitError("USAGE", "there is nothing to squash: no migration is here");
  await project.engine.prepare();
  const covers = [...retired, ...files.map((file) => tombstoneOf(project, file))];
  const migrated = await rehearsals.open(files);
  try {
    for (const file of files) await insist(migrated, file);
    insistOnAll(migrated);
    const reading = await migrated.readWhole();
    const ground = beyond(await groundOf(rehearsals), reading.schema);
    const schema = new Map([...(await rolesOf(migrated)), ...ground]);
    const { version: server } = await migrated.shadow.identify();
    const { engine, own } = comparing;
    const writing = { engine, own, major: Number.parseInt(server, 10) };
    const rows = await migrated.writtenContents();
    const text = textOf({ version, covers, schema: writtenSchema({ ...reading, schema }, writing), rows });
    const baseline = {
      version,
      name: `${version}_baseline`,
      script: scriptOf(squashing.fileOf(version), text),
      covers,
    };
    const { facts, roles, makes } = await prove(squashing, { baseline, migrated });
    const count = [...(await migrated.contents()).rows.values()].reduce((sum, list) => sum + list.length, 0);
    return { baseline, text, facts, rows: count, roles, makes, findings: notes };
  } finally {
    await migrated.close();
  }
}

function chosen(files: readonly Migration[], to: string | undefined): readonly Migration[] {
  if (to === undefined) return files;
  const last = files.find(({ version, name }) => versionKey(version) === versionKey(to) || name === to);
  if (!last) throw new GodwitError("VERSION_UNKNOWN", `there is no migration ${to}`);
  return files.filter(({ version }) => compareVersions(version, last.version) <= 0);
}

export function tombstoneOf({ engine, settings }: Project, { version, name, up }: Migration): Tombstone {
  return { version, name, checksum: up.checksum, fingerprint: engine.fingerprint(up, settings.placeholders) };
}

async function insist(rehearsal: Rehearsal, file: Migration): Promise<void> {
  const ran = await rehearsal.up(file);
  if (ran.ok) return;
  const { code, message, database, at = { file: file.up.file } } = ran.error;
  throw new GodwitError(code, `on a shadow, ${file.name} does not run: ${message}`, {
    cause: ran.error,
    at,
    hint: "correct the file; nothing was written",
    ...(database ? { database } : {}),
  });
}

/** A baseline that leaves something out would be wrong without a sound. */
function insistOnAll({ skipped }: Rehearsal): void {
  const [first] = skipped.filter(({ severity }) => severity !== "note");
  if (!first) return;
  throw new GodwitError("PLAN_NOT_PROVED", `a baseline cannot be proved here: ${first.message}`, {
    hint: first.hint ?? "set `shadow` to a server that can run it",
    ...(first.at ? { at: first.at } : {}),
  });
}

/** What is there before any migration: made by `shadowSetup`, or with the history. */
async function groundOf(rehearsals: Rehearsals): Promise<Schema> {
  const bare = await rehearsals.open([], { bare: true });
  try {
    // The history's own schema is made with its tables.
    await bare.read();
    return (await bare.readWhole()).schema;
  } finally {
    await bare.close();
  }
}

/** A fact that a migration changed has to be written, and then the proof fails: it is there already. */
function beyond(ground: Schema, schema: Schema): Schema {
  const keys = new Set(diff(ground, schema).flatMap((change) => ("to" in change ? [change.to.key] : [])));
  // Without the schema that every database has, the script would take it away.
  return new Map([...schema].filter(([key, { id }]) => keys.has(key) || isUsual(id)));
}

function isUsual({ kind, path }: FactId): boolean {
  return kind === "schema" && path[0] === "public";
}

/** What the migrations did to roles; those that were there before them are no work of theirs. */
async function rolesOf(migrated: Rehearsal): Promise<Schema> {
  const [all, without] = [await migrated.read({ roles: true }), await migrated.read()];
  const given = new Set(migrated.givenRoles.map((role) => keyOf("role", [role])));
  return new Map([...all].filter(([key]) => !without.has(key) && !given.has(key)));
}

interface Claim {
  readonly baseline: Baseline;
  readonly migrated: Rehearsal;
}

/** Runs the baseline on a bare shadow; what it gives must be what the migrations gave. */
async function prove({ rehearsals, diff: comparing }: Squashing, { baseline, migrated }: Claim) {
  const script = asMigration(baseline);
  const rehearsal = await rehearsals.open([script], { bare: true });
  try {
    await insist(rehearsal, script);
    insistOnAll(rehearsal);
    const [wanted, found] = [await wholeOf(migrated), await wholeOf(rehearsal)];
    const rest = diff(found, wanted);
    if (rest.length > 0) throw notProved("the baseline does not give the schema of the migrations", rest);
    insistOnSame(await migrated.contents(), await rehearsal.contents());
    const { roles, makes } = await comparing.shadows.examine([
      { file: script.up.file, text: script.up.read() },
    ]);
    return { facts: wanted.size, roles, makes };
  } finally {
    await rehearsal.close();
  }
}

/** The names of NOT NULLs, too, and roles where they are the shadow's own. */
async function wholeOf(rehearsal: Rehearsal): Promise<Schema> {
  return new Map([...(await rehearsal.read({ roles: true })), ...(await rehearsal.readWhole()).schema]);
}

function insistOnSame(wanted: Contents, found: Contents): void {
  const tables = new Set([...wanted.rows.keys(), ...found.rows.keys()]);
  const counters = new Set([...wanted.counters.keys(), ...found.counters.keys()]);
  const other = [
    ...[...tables].filter(
      (key) => JSON.stringify(wanted.rows.get(key)) !== JSON.stringify(found.rows.get(key)),
    ),
    ...[...counters].filter((key) => wanted.counters.get(key) !== found.counters.get(key)),
  ];
  if (other.length === 0) return;
  throw new GodwitError(
    "PLAN_NOT_PROVED",
    `the baseline does not give the rows of the migrations: ${other.join(", ")}`,
  );
}

function textOf({ version, covers, schema, rows }: Parts): string {
  const head = [
    `-- Baseline: ${version}`,
    `-- Description: what the migrations up to ${version} give, proved on a shadow; \`godwit up\` runs it on a new database`,
    ...covers.map(
      (one) => `-- Covers:\t${[one.version, one.name, one.checksum, one.fingerprint].join("\t")}`,
    ),
  ];
  const statements = rows.map((row) => `${row};`);
  const body = statements.length === 0 ? [] : ["-- Rows that the migrations put there.", ...statements];
  return `${[head.join("\n"), schema.trimEnd(), ...body].join("\n\n")}\n`;
}

interface Parts {
  readonly version: string;
  readonly covers: readonly Tombstone[];
  readonly schema: string;
  readonly rows: readonly string[];
}

/** The text as the file that it is to be. */
function scriptOf(file: string, text: string): Script {
  const bytes = new TextEncoder().encode(text);
  return { file, checksum: sha256(bytes), language: "sql", read: () => bytes };
}
