// Makes the files of a new migration: the next number, a header, and the rollback beside it.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Finding } from "../core/finding.ts";
import { retiredIn } from "./baselines.ts";
import { parseFileName } from "./file-name.ts";
import { listFolder } from "./list-folder.ts";
import { nextVersion } from "./next-version.ts";
import { shownPath } from "./shown-path.ts";
import { similarName } from "./similar-name.ts";
import { snakeCase } from "./snake-case.ts";
import {
  type ConfigItem,
  configItemTemplate,
  dynamoTemplate,
  fillTemplate,
  moduleTemplate,
  rollbackTemplate,
  sqlTemplate,
  type TemplateValues,
  withBody,
} from "./templates.ts";
import { unreadable } from "./unreadable.ts";
import { type NewFile, writeNew } from "./write-new.ts";

export interface NewMigrationOptions {
  /** Where the files go, relative to `root` or absolute; made when it is not there. */
  readonly folder: string;
  readonly root: string;
  /** Other folders of the same history, whose versions count, too. */
  readonly otherFolders?: readonly string[];
  /** As the person says it: any text with a letter or a digit in it. */
  readonly name: string;
  readonly numbering: "sequence" | "timestamp";
  readonly language: "sql" | "ts";
  /** A DynamoDB migration; with `language: "ts"` only. */
  readonly dynamo?: boolean;
  /** A DynamoDB migration of one item of configuration. */
  readonly config?: ConfigItem;
  /** Writes `Kind: data` into the header. */
  readonly data?: boolean;
  /** Path of a template; without it `.template.sql` or `.template.ts` in the folder, where there is one. */
  readonly template?: string;
  readonly author?: string;
  readonly now: Date;
  /** More lines of the header, such as `Reverses: 024_add_users`. */
  readonly header?: readonly string[];
  /** The statements of both directions; empty files to be filled unless given. */
  readonly body?: MigrationBody;
}

export interface MigrationBody {
  readonly up: string;
  readonly down: string;
}

export interface NewMigration {
  readonly version: string;
  /** With the version, such as `024_add_users`. */
  readonly name: string;
  /** As people see them, the migration first. */
  readonly files: readonly string[];
  readonly notes: readonly Finding[];
}

/** A migration that nobody has written yet. */
export interface DraftedMigration extends Omit<NewMigration, "files"> {
  readonly files: readonly NewFile[];
}

/** Throws USAGE for a name that cannot be, FILE_EXISTS and WRITE_FAILED. */
export function newMigration(options: NewMigrationOptions): NewMigration {
  const { files, ...about } = draftMigration(options);
  writeNew(files);
  return { ...about, files: files.map(({ shown }) => shown) };
}

/** What `newMigration` would write. Throws USAGE. */
export function draftMigration(options: NewMigrationOptions): DraftedMigration {
  const label = snakeCase(options.name);
  const here = versionsIn(options.root, options.folder);
  const all = [here, ...(options.otherFolders ?? []).map((folder) => versionsIn(options.root, folder))];
  const version = nextVersion(
    all.flatMap(({ versions }) => versions),
    options,
  );
  const values: TemplateValues = {
    version,
    name: `${version}_${label}`,
    title: label.replaceAll("_", " "),
    author: options.author,
    date: options.now.toISOString().slice(0, 10),
    data: options.data ?? false,
  };
  const similar = similarName(
    label,
    all.flatMap(({ names }) => names),
  );
  return {
    version,
    name: values.name,
    files: filesOf(options, values, here.paired),
    notes: similar === undefined ? [] : [repetition(values.name, similar)],
  };
}

interface Existing {
  readonly versions: readonly string[];
  readonly names: readonly string[];
  /** True when the folder's migrations are `.up.sql` and `.down.sql`. */
  readonly paired: boolean;
}

/** Names are enough: what is wrong inside the files must not keep anybody from writing the next one. */
function versionsIn(root: string, folder: string): Existing {
  const versions: string[] = [];
  const names: string[] = [];
  let pairs = 0;
  // A number that was given once is not given again.
  versions.push(...retiredIn(root, [folder]).map(({ version }) => version));
  for (const file of existsSync(resolve(root, folder)) ? listFolder(root, folder).files : []) {
    const parsed = parseFileName(file);
    if (!("version" in parsed)) continue;
    versions.push(parsed.version);
    if (parsed.role !== "up") continue;
    names.push(parsed.name);
    if (parsed.form === "pair") pairs++;
  }
  return { versions, names, paired: pairs * 2 > names.length };
}

function filesOf(options: NewMigrationOptions, values: TemplateValues, paired: boolean): NewFile[] {
  const { root, folder, language, body } = options;
  const file = (name: string, text: string): NewFile => {
    const path = resolve(root, folder, name);
    return { path, shown: shownPath(root, path), text };
  };
  const own = ownTemplate(options);
  const text = own === undefined ? undefined : fillTemplate(own, values);
  if (options.config) return [file(`${values.name}.ts`, configItemTemplate(values, options.config))];
  if (language === "ts")
    return [file(`${values.name}.ts`, text ?? (options.dynamo ? dynamoTemplate : moduleTemplate)(values))];
  return [
    file(
      `${values.name}${paired ? ".up" : ""}.sql`,
      withBody(headerLines(options.header) + (text ?? sqlTemplate(values)), body?.up),
    ),
    file(
      `${values.name}${paired ? ".down" : "_rollback"}.sql`,
      withBody(rollbackTemplate(values), body?.down),
    ),
  ];
}

function headerLines(lines: NewMigrationOptions["header"] = []): string {
  return lines.map((line) => `-- ${line}\n`).join("");
}

function ownTemplate({ root, folder, language, template }: NewMigrationOptions): string | undefined {
  const path = resolve(root, template ?? `${folder}/.template.${language}`);
  if (template === undefined && !existsSync(path)) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw unreadable("FILE_UNREADABLE", shownPath(root, path), cause);
  }
}

function repetition(name: string, similar: string): Finding {
  return {
    rule: "similar-migration",
    severity: "warning",
    message: `${name} is named much like ${similar}`,
    hint: `read ${similar} first: the change may be there already`,
  };
}
