// Plays a page of the manual from top to bottom and answers it as it really went.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CODES } from "../../src/core/errors.ts";
import { resetPostgres } from "../../src/servers/embedded-postgres.ts";
import { type FreshDatabase, freshDatabase, withClient } from "../support/database.ts";
import { type Block, type Command, pageOf, readPage } from "./page.ts";
import { settled } from "./sameness.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

export interface Scene {
  /** Called with each new folder before anything runs in it; answers how to tidy up. */
  readonly prepare?: (folder: string) => Promise<() => Promise<void>>;
  /** The page is about Godwit's own servers, or needs none; else the reader has a database in DATABASE_URL. */
  readonly embedded?: true;
}

/** The page, with what commands print today where it differs from what the page says. */
export async function played(page: string, scene: Scene = {}): Promise<string> {
  const blocks: Block[] = [];
  let desk: Desk | undefined;
  try {
    for (const block of readPage(page)) {
      if (block.kind === "new folder") {
        await desk?.clear();
        desk = undefined;
      }
      if (block.kind !== "words" && block.kind !== "new folder") desk ??= await openDesk(scene);
      blocks.push(desk ? await play(block, desk) : block);
    }
    return pageOf(blocks);
  } finally {
    await desk?.clear();
  }
}

interface Desk {
  readonly folder: string;
  readonly database: FreshDatabase | undefined;
  readonly terminal: Terminal;
  clear(): Promise<void>;
}

async function openDesk({ prepare, embedded }: Scene): Promise<Desk> {
  const above = realpathSync(mkdtempSync(join(tmpdir(), "godwit-manual-")));
  const folder = join(above, "shop");
  mkdirSync(folder);
  const database = embedded ? undefined : await freshDatabase();
  const tidy = await prepare?.(folder);
  return {
    folder,
    database,
    terminal: openTerminal({ folder, outputs: above, database }),
    async clear() {
      await tidy?.();
      await database?.drop();
      await resetPostgres(join(folder, ".godwit/db"));
      rmSync(above, { recursive: true });
    },
  };
}

async function play(block: Block, desk: Desk): Promise<Block> {
  switch (block.kind) {
    case "file": {
      const path = join(desk.folder, block.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, block.text);
      return block;
    }
    case "query":
      await ask(block.text, block.empty, desk);
      return block;
    case "console":
      return { kind: "console", commands: await session(block.commands, desk) };
    default:
      return block;
  }
}

async function session(commands: readonly Command[], { terminal }: Desk): Promise<Command[]> {
  const went: Command[] = [];
  for (const [index, { line, printed: written }] of commands.entries()) {
    const { printed, status } = await terminal.run(line);
    const said = commands[index + 1]?.line === "echo $?";
    if (status !== undefined && !said) insistOnStatus(line, printed, status);
    went.push({ line, printed: settled(printed, written) });
  }
  return went;
}

/** Where the page does not ask for the status, it is 0, or that of the error that was printed. */
function insistOnStatus(line: string, printed: readonly string[], status: number): void {
  const code = printed.map((text) => /^error (\w+):/.exec(text)?.[1]).find((found) => found !== undefined);
  const expected = code === undefined ? 0 : CODES[code as keyof typeof CODES].status;
  if (status !== expected)
    throw new Error(`\`${line}\` ended with ${status}, not ${expected}:\n${printed.join("\n")}`);
}

async function ask(text: string, empty: boolean, { database }: Desk): Promise<void> {
  if (!database) throw new Error("this page has no database to ask");
  const { rows } = await withClient(database.url, (client) => client.query(text));
  if (empty && rows.length > 0) throw new Error(`the query found ${JSON.stringify(rows)}:\n${text}`);
}
