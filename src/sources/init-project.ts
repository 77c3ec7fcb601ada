// Makes a folder a Godwit project; run again, it only adds what is missing.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GITHUB, GITLAB } from "./pipelines.ts";
import { unreadable } from "./unreadable.ts";
import { writeError, writeNew } from "./write-new.ts";

export interface InitOptions {
  /** The project's folder, absolute. */
  readonly root: string;
  /** The migrations folder, relative to `root`. */
  readonly migrations?: string;
  /** The schema that the history lives in; `public` unless given. */
  readonly historySchema?: string;
  /** Also a workflow for the CI of GitHub, GitLab. */
  readonly github?: boolean;
  readonly gitlab?: boolean;
}

export interface InitResult {
  /** Made, or added to; relative to the project. */
  readonly written: readonly string[];
  /** There already, and left alone. */
  readonly kept: readonly string[];
}

const CONFIG = "godwit.config.ts";

/** Throws FOLDER_UNREADABLE and WRITE_FAILED. */
export function initProject(options: InitOptions): InitResult {
  const { root, migrations = "migrations", historySchema, github, gitlab } = options;
  const written: string[] = [];
  const kept: string[] = [];
  const tell = (name: string, wrote: boolean) => (wrote ? written : kept).push(name);

  const config = namesIn(root, root).find((name) => /^godwit\.config\.(?:[cm]?[jt]s|json)$/.test(name));
  if (config === undefined)
    writeNew([{ path: join(root, CONFIG), shown: CONFIG, text: configText(migrations, historySchema) }]);
  tell(config ?? CONFIG, config === undefined);

  const folder = join(root, migrations);
  const empty = namesIn(folder, migrations).length === 0;
  // Git keeps no empty folders, and a missing one is an error on the next machine.
  if (empty) writeNew([{ path: join(folder, ".gitkeep"), shown: `${migrations}/.gitkeep`, text: "" }]);
  tell(`${migrations}/`, empty);

  tell(".gitignore", addLine(root, ".gitignore", { line: ".godwit/", same: /^\/?\.godwit\/?$/ }));
  const same = /^\*(?:\.sql)?\s(?:.*\s)?eol=lf\b/;
  tell(".gitattributes", addLine(root, ".gitattributes", { line: "*.sql text eol=lf", same }));
  const pipelines = [...(github ? [GITHUB] : []), ...(gitlab ? [GITLAB] : [])];
  for (const { name, text } of pipelines) {
    const path = join(root, name);
    const fresh = !existsSync(path);
    if (fresh) writeNew([{ path, shown: name, text: text(migrations) }]);
    tell(name, fresh);
  }
  return { written, kept };
}

function namesIn(folder: string, shown: string): readonly string[] {
  try {
    return existsSync(folder) ? readdirSync(folder) : [];
  } catch (cause) {
    throw unreadable("FOLDER_UNREADABLE", shown, cause);
  }
}

/** Answers whether the line had to be added; the file's own line ends are kept. */
function addLine(
  root: string,
  name: string,
  { line, same }: { readonly line: string; readonly same: RegExp },
): boolean {
  const path = join(root, name);
  try {
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (text.split(/\r?\n/).some((existing) => same.test(existing.trim()))) return false;
    const end = text.includes("\r\n") ? "\r\n" : "\n";
    const gap = text === "" || text.endsWith("\n") ? "" : end;
    writeFileSync(path, `${text}${gap}${line}${end}`);
    return true;
  } catch (cause) {
    throw writeError(name, cause);
  }
}

function configText(migrations: string, historySchema?: string): string {
  const history =
    historySchema === undefined ? "" : `\n  history: { schema: ${JSON.stringify(historySchema)} },`;
  return `import { defineConfig } from "godwit";

export default defineConfig({
  migrations: ${JSON.stringify(migrations)},${history}
});
`;
}
