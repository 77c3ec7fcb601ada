// Scenarios: whole command lines with their files and what they print, in one readable text.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A scenario is read from top to bottom:
 *
 *     Words that say what it shows.
 *
 *     -- migrations/001_a.sql --        a file, up to the next line that starts with `--`, `$` or `# `
 *     create table a ();
 *
 *     $ WAIT=1s godwit up --json        a command, with variables in front and quotes as in a shell
 *     | a line of stdout                all of it, exactly; `...` alone is any lines, `[..]` any piece of a line
 *     ! a line of stderr                likewise
 *     ? 3                               the exit status, when it is not 0
 *
 * `$ rm FILE` removes a file, `$ show FILE` prints it, `$ sql "…"` asks the scenario's database; its folder is printed as `<folder>`.
 */
type Block =
  | { readonly kind: "words"; readonly lines: readonly string[] }
  | { readonly kind: "file"; readonly head: string; readonly path: string; readonly lines: readonly string[] }
  | {
      readonly kind: "command";
      readonly line: string;
      readonly stdout: readonly string[];
      readonly stderr: readonly string[];
    };

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `godwit` with these words in the scenario's folder; or `sql`, which is then the first of them. */
export type RunCommand = (
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
) => Promise<Ended>;

/** The scenario as it really went: equal to `text` where everything was as expected. */
export async function transcript(text: string, folder: string, run: RunCommand): Promise<string> {
  const lines: string[] = [];
  for (const block of parseScenario(text)) {
    if (block.kind === "words") lines.push(...block.lines);
    else if (block.kind === "file") {
      const path = join(folder, block.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${block.lines.join("\n").trimEnd()}\n`);
      lines.push(block.head, ...block.lines);
    } else lines.push(...(await runBlock(block, folder, run)));
  }
  return lines.join("\n");
}

async function runBlock(
  block: Extract<Block, { readonly kind: "command" }>,
  folder: string,
  run: RunCommand,
): Promise<string[]> {
  const { variables, words } = splitCommand(block.line);
  const [program, ...rest] = words;
  if (program === "rm") {
    for (const path of rest) rmSync(join(folder, path), { recursive: true });
    return [`$ ${block.line}`];
  }
  if (program !== "godwit" && program !== "sql" && program !== "show") {
    throw new Error(`a scenario runs godwit, sql, show or rm, not ${program}`);
  }
  const { status, stdout, stderr } =
    program === "show" ? contents(rest, folder) : await run(program === "sql" ? words : rest, variables);
  return [
    `$ ${block.line}`,
    ...compared(linesOf(stdout, folder), block.stdout).map((line) => `| ${line}`.trimEnd()),
    ...compared(linesOf(stderr, folder), block.stderr).map((line) => `! ${line}`.trimEnd()),
    ...(status === 0 ? [] : [`? ${status}`]),
  ];
}

/** Today is another day whenever a test runs. */
function contents(paths: readonly string[], folder: string): Ended {
  const today = new Date().toISOString().slice(0, 10);
  const text = paths.map((path) => readFileSync(join(folder, path), "utf8")).join("\n");
  return { status: 0, stdout: text.replaceAll(today, "<today>"), stderr: "" };
}

function linesOf(output: string, folder: string): string[] {
  const text = output.replaceAll(folder, "<folder>").replace(/\n$/, "");
  return text === "" ? [] : text.split("\n").map((line) => line.trimEnd());
}

/** The expectation where the output fits it, else the output. */
function compared(output: readonly string[], expected: readonly string[]): readonly string[] {
  const pattern = expected
    .map((line) => (line === "..." ? "(?:.*\\n)*?" : `${literal(line).replaceAll("\\[\\.\\.\\]", ".*")}\\n`))
    .join("");
  return new RegExp(`^${pattern}$`).test(output.map((line) => `${line}\n`).join("")) ? expected : output;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function parseScenario(text: string): Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  const take = (matches: (line: string) => boolean) => {
    const taken: string[] = [];
    while (lines[0] !== undefined && matches(lines[0])) taken.push(lines.shift() ?? "");
    return taken;
  };
  while (lines.length > 0) {
    const head = lines[0] ?? "";
    const path = /^-- (\S+) --$/.exec(head)?.[1];
    if (path !== undefined) {
      lines.shift();
      blocks.push({ kind: "file", head, path, lines: take((line) => !/^(?:-- \S+ --$|\$ |# )/.test(line)) });
    } else if (head.startsWith("$ ")) {
      lines.shift();
      const unprefixed = (prefix: string) =>
        take((line) => line === prefix || line.startsWith(`${prefix} `)).map((line) => line.slice(2));
      const [stdout, stderr] = [unprefixed("|"), unprefixed("!")];
      // The status is always the real one, so nothing has to be remembered of the expected one.
      unprefixed("?");
      blocks.push({ kind: "command", line: head.slice(2), stdout, stderr });
    } else {
      blocks.push({ kind: "words", lines: [lines.shift() ?? ""] });
    }
  }
  return blocks;
}

/** Splits at blanks outside of quotes; `NAME=value` in front of the program are variables. */
function splitCommand(line: string) {
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
