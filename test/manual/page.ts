// Reads a page of the manual: its words, the files it shows, its terminal sessions and its queries.

/**
 * What the fences of a page mean, by what stands behind the opening backticks:
 *
 *     sql migrations/001_x.sql     a file, written before what follows is run
 *     console                      a terminal: `$ ` and a command, then what it prints; `...` alone is any lines
 *     sql query                    run on the session's database
 *     sql query: no rows           run there, and must answer none
 *
 * Everything else is words. `<!-- new folder -->` goes on in another, empty folder.
 */
export type Block =
  | { readonly kind: "words"; readonly lines: readonly string[] }
  | { readonly kind: "new folder"; readonly lines: readonly string[] }
  | { readonly kind: "file"; readonly path: string; readonly text: string; readonly lines: readonly string[] }
  | {
      readonly kind: "query";
      readonly text: string;
      readonly empty: boolean;
      readonly lines: readonly string[];
    }
  | { readonly kind: "console"; readonly commands: readonly Command[] };

export interface Command {
  readonly line: string;
  readonly printed: readonly string[];
}

const FENCE = /^```(\w+)(?: (.+))?$/;

export function readPage(page: string): Block[] {
  const lines = page.split("\n");
  const blocks: Block[] = [];
  while (lines.length > 0) {
    const line = lines.shift() ?? "";
    const [fence, language = "", info = ""] = FENCE.exec(line) ?? [];
    if (line === "<!-- new folder -->") blocks.push({ kind: "new folder", lines: [line] });
    else if (fence === undefined) blocks.push({ kind: "words", lines: [line] });
    else {
      const end = lines.indexOf("```");
      if (end < 0) throw new Error(`a fence is not closed: ${line}`);
      const inside = lines.splice(0, end + 1).slice(0, -1);
      blocks.push(blockOf({ line, language, info, inside }));
    }
  }
  return blocks;
}

interface Fenced {
  readonly line: string;
  readonly language: string;
  readonly info: string;
  readonly inside: readonly string[];
}

function blockOf({ line, language, info, inside }: Fenced): Block {
  const lines = [line, ...inside, "```"];
  const text = `${inside.join("\n")}\n`;
  if (language === "console") return { kind: "console", commands: commandsOf(inside) };
  if (/^query(?:: no rows)?$/.test(info)) return { kind: "query", text, empty: info !== "query", lines };
  if (/^\S+$/.test(info)) return { kind: "file", path: info, text, lines };
  return { kind: "words", lines };
}

function commandsOf(inside: readonly string[]): Command[] {
  const commands: { line: string; printed: string[] }[] = [];
  for (const line of inside) {
    if (line.startsWith("$ ")) commands.push({ line: line.slice(2), printed: [] });
    else if (commands.length === 0) throw new Error(`a terminal begins with a command, not with: ${line}`);
    else commands.at(-1)?.printed.push(line);
  }
  return commands;
}

/** The page's text again. */
export function pageOf(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block) =>
      block.kind === "console"
        ? ["```console", ...block.commands.flatMap(({ line, printed }) => [`$ ${line}`, ...printed]), "```"]
        : block.lines,
    )
    .join("\n");
}
