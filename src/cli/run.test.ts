// The command line as a whole, in this process: documents, errors, statuses, questions.
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { GodwitError } from "../core/errors.ts";
import { type CommandEntry, command, type Result } from "./command.ts";
import type { Context } from "./context.ts";
import { run } from "./run.ts";

function listOf(work: (context: Context) => Promise<Result>): CommandEntry[] {
  const definition = command({ description: "Works.", examples: [], arguments: {}, flags: {}, run: work });
  return [{ name: "work", summary: "work", group: "Setup", load: async () => definition }];
}

interface Given {
  readonly words?: readonly string[];
  readonly answer?: string;
  readonly isTTY?: boolean;
  readonly signal?: AbortSignal;
}

async function lineOf(work: (context: Context) => Promise<Result>, given: Given = {}) {
  const out = { stdout: "", stderr: "" };
  const stdin = Object.assign(new PassThrough(), { isTTY: given.isTTY });
  if (given.answer !== undefined) stdin.end(given.answer);
  const stream = (name: "stdout" | "stderr") => ({
    isTTY: given.isTTY,
    write: (text: string) => {
      out[name] += text;
    },
  });
  const status = await run(given.words ?? ["work"], listOf(work), {
    cwd: "/",
    variables: { NO_COLOR: "1" },
    stdin,
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    platform: "linux",
    signal: given.signal ?? new AbortController().signal,
  });
  return { status, ...out };
}

const failed = new GodwitError("MIGRATION_FAILED", "024 failed with postgres://u:secret@h/d", {
  at: { file: "m/024.sql", line: 3, column: 8, excerpt: "create tabel x;\n       ^" },
  database: { code: "42601", detail: "password=secret" },
});

describe("a command that succeeds", () => {
  const work = async (): Promise<Result> => ({ document: { n: 1 }, text: () => "one\n", database: "h/d" });

  it("prints its text, or one document", async () => {
    expect(await lineOf(work)).toEqual({ status: 0, stdout: "one\n", stderr: "" });
    const { status, stdout, stderr } = await lineOf(work, { words: ["work", "--json"] });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      command: "work",
      ok: true,
      environment: null,
      database: "h/d",
      n: 1,
    });
  });

  it("may end with another status, and is not ok then", async () => {
    const { status, stdout } = await lineOf(async () => ({ document: {}, status: 3 }), {
      words: ["--json", "work"],
    });
    expect(status).toBe(3);
    expect(JSON.parse(stdout).ok).toBe(false);
  });
});

describe("a command that fails", () => {
  it("says what, where, what the database said and what to do", async () => {
    const { status, stdout, stderr } = await lineOf(() => Promise.reject(failed));
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(`error MIGRATION_FAILED: 024 failed with postgres://u:***@h/d
  m/024.sql:3:8
    create tabel x;
           ^
  sqlstate: 42601
  detail: password=***
hint: correct the file, then run \`godwit up\`: it continues where it stopped
`);
  });

  it("prints one document under --json", async () => {
    const { stdout } = await lineOf(() => Promise.reject(failed), { words: ["work", "--json"] });
    expect(JSON.parse(stdout)).toEqual({
      command: "work",
      ok: false,
      environment: null,
      database: null,
      error: {
        code: "MIGRATION_FAILED",
        message: "024 failed with postgres://u:***@h/d",
        hint: failed.hint,
        file: "m/024.sql",
        line: 3,
        column: 8,
        sqlstate: "42601",
        detail: "password=***",
      },
    });
  });

  it("keeps the result it has", async () => {
    const work = async (): Promise<Result> => ({ document: { done: 1 }, text: () => "one\n", error: failed });
    const { status, stdout } = await lineOf(work, { words: ["work", "--json"] });
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, done: 1, error: { code: "MIGRATION_FAILED" } });
    expect((await lineOf(work)).stdout).toBe("one\n");
  });

  it("is our own bug when nobody foresaw it", async () => {
    const { status, stderr } = await lineOf(() => Promise.reject(new TypeError("x is not a function")));
    expect(status).toBe(70);
    expect(stderr).toContain("error BUG: TypeError: x is not a function");
  });
});

describe("a question", () => {
  const work = async (context: Context): Promise<Result> => {
    await context.confirm("drop it?");
    return { document: {}, text: () => "dropped\n" };
  };

  it.each([
    ["y\n", 0],
    ["YES\n", 0],
    ["n\n", 3],
    ["\n", 3],
    ["", 3],
  ])("answered %j on a terminal ends with %i", async (answer, status) => {
    const line = await lineOf(work, { answer, isTTY: true });
    expect(line.status).toBe(status);
    expect(line.stderr).toContain("drop it? [y/N] ");
  });

  it("is not asked without a terminal, nor with --yes", async () => {
    expect(await lineOf(work)).toMatchObject({ status: 3, stderr: expect.stringContaining("CONFIRM") });
    expect((await lineOf(work, { words: ["work", "--yes"] })).status).toBe(0);
  });

  it("ends when the run is cancelled", async () => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(new GodwitError("CANCELLED", "stopped by SIGINT")), 10);
    expect((await lineOf(work, { isTTY: true, signal: cancel.signal })).status).toBe(4);
  });
});
