// The terminal that the manual's reader sits at: runs `godwit`, `node` and a few small commands in a folder of its own.
import { spawn } from "node:child_process";
import { closeSync, cpSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import type { FreshDatabase } from "../support/database.ts";
import { cleanEnvironment } from "../support/godwit.ts";
import { root } from "../support/root.ts";
import { READER } from "./sameness.ts";

export interface Terminal {
  /** Runs a line and answers what it printed, stdout and stderr as they came. */
  run(line: string): Promise<Ran>;
}

export interface Ran {
  readonly printed: readonly string[];
  /** Undefined for what is neither `godwit` nor `node`. */
  readonly status: number | undefined;
}

export interface Desktop {
  readonly folder: string;
  /** A folder for what the commands print. */
  readonly outputs: string;
  /** What DATABASE_URL names. */
  readonly database: FreshDatabase | undefined;
}

export function openTerminal({ folder, outputs, database }: Desktop): Terminal {
  let last = 0;
  return {
    async run(line) {
      if (line === "echo $?") return { printed: [String(last)], status: undefined };
      const { variables, words } = wordsOf(line);
      const [program = "", ...rest] = words;
      const script = program === "godwit" ? join(root, "dist/cli/main.js") : undefined;
      if (script === undefined && program !== "node")
        return { printed: small(program, rest, folder), status: undefined };
      const output = join(outputs, "output.txt");
      const ran = await runNode(script ? [script, ...rest] : rest, { folder, variables, output, database });
      last = ran.status;
      return ran;
    },
  };
}

interface Place extends Pick<Desktop, "folder" | "database"> {
  readonly variables: Readonly<Record<string, string>>;
  /** A file for both outputs: only so do they stay in the order in which they were written. */
  readonly output: string;
}

async function runNode(
  words: readonly string[],
  { folder, variables, output, database }: Place,
): Promise<{ printed: readonly string[]; status: number }> {
  const file = openSync(output, "w");
  const child = spawn(process.execPath, [...words], {
    cwd: folder,
    env: {
      ...cleanEnvironment(),
      ...homeOf(folder),
      ...(database && { DATABASE_URL: database.url }),
      ...variables,
    },
    stdio: ["ignore", file, file],
  });
  const status = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? -1));
  });
  closeSync(file);
  return { printed: linesOf(readFileSync(output, "utf8"), { folder, database }), status };
}

function homeOf(folder: string): Record<string, string> {
  return {
    // Whoever runs the tests has a home of their own, with settings of git and psql in it.
    HOME: folder,
    XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
    GODWIT_USER: READER.user,
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
  };
}

function linesOf(output: string, { folder, database }: Pick<Desktop, "folder" | "database">): string[] {
  const text = output
    .replaceAll(database?.name ?? READER.database, READER.database)
    .replaceAll(folder, READER.folder)
    .replaceAll(` on ${hostname()}, process`, ` on ${READER.host}, process`)
    .replace(/\n$/, "");
  return text === "" ? [] : text.split("\n").map((line) => line.trimEnd());
}

/** What else a page may do; enough to move files about without a shell. */
function small(program: string, words: readonly string[], folder: string): string[] {
  const [first = "", second = ""] = words.map((word) => join(folder, word));
  switch (program) {
    case "rm":
      rmSync(first);
      return [];
    case "mv":
      renameSync(first, second);
      return [];
    case "cp":
      cpSync(first, second);
      return [];
    case "ls":
      return readdirSync(first).sort();
    case "cat":
      return readFileSync(first, "utf8").trimEnd().split("\n");
    default:
      throw new Error(`the manual's terminal does not know ${program}`);
  }
}

/** Splits at blanks outside of quotes; `NAME=value` in front of the program are variables. */
function wordsOf(line: string): { variables: Record<string, string>; words: string[] } {
  const words = [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single ?? ""),
  );
  const variables: Record<string, string> = {};
  while (/^\w+=/.test(words[0] ?? "")) {
    const [name = "", ...value] = (words.shift() ?? "").split("=");
    variables[name] = value.join("=");
  }
  return { variables, words };
}
