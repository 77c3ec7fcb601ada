import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../core/finding.ts";
import { framed } from "./framing.ts";
import { serve } from "./server.ts";

const URI = "file:///p/migrations/1_a.sql";

/** A rule that finds every `json`, with a fix. */
async function lint(_uri: string, text: string): Promise<readonly Finding[]> {
  return text.split("\n").flatMap((line, index): Finding[] => {
    const at = line.indexOf("json");
    if (at < 0) return [];
    const start =
      Buffer.byteLength(text.split("\n").slice(0, index).join("\n") + (index > 0 ? "\n" : "")) +
      Buffer.byteLength(line.slice(0, at));
    const column = [...line.slice(0, at)].length + 1;
    return [
      {
        rule: "prefer-jsonb",
        severity: "note",
        message: "m",
        hint: "h",
        at: { file: "1_a.sql", line: index + 1, column },
        end: { line: index + 1, column: column + 4 },
        fix: { title: "use jsonb", edits: [{ start, end: start + 4, text: "jsonb" }] },
      },
    ];
  });
}

async function conversation(sent: readonly object[], work = lint): Promise<Record<string, unknown>[]> {
  const input = new PassThrough();
  let output = "";
  const write = (text: string): void => {
    output += text;
  };
  const served = serve({ input, write, lint: work, version: "1.2.3" });
  const whole = Buffer.from(sent.map(framed).join(""));
  // In pieces that end in the middle of headers and of characters.
  for (let at = 0; at < whole.length; at += 7) input.write(whole.subarray(at, at + 7));
  input.end();
  await served;
  return output
    .split(/Content-Length: \d+\r\n\r\n/)
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text));
}

const opened = (text: string) => ({
  method: "textDocument/didOpen",
  params: { textDocument: { uri: URI, text } },
});

describe("the language server", () => {
  it("says what it can, and answers what it cannot", async () => {
    const [hello, bye, unknown] = await conversation([
      { id: 1, method: "initialize", params: {} },
      { method: "initialized", params: {} },
      { id: 2, method: "shutdown" },
      { id: 3, method: "textDocument/hover" },
    ]);
    expect(hello).toMatchObject({ id: 1, result: { serverInfo: { name: "godwit", version: "1.2.3" } } });
    expect(bye).toEqual({ jsonrpc: "2.0", id: 2, result: null });
    expect(unknown).toMatchObject({ id: 3, error: { code: -32601 } });
  });

  it("counts in UTF-16, whatever stands before", async () => {
    const [told] = await conversation([opened('create table "🐦ü" (a json);')]);
    expect(told).toMatchObject({
      method: "textDocument/publishDiagnostics",
      params: {
        uri: URI,
        diagnostics: [
          {
            range: { start: { line: 0, character: 22 }, end: { line: 0, character: 26 } },
            severity: 3,
            code: "prefer-jsonb",
            message: "m\nhint: h",
          },
        ],
      },
    });
  });

  it("offers the fix and the ignore of what is under the cursor", async () => {
    const text = "select 1;\n-- ü\ncreate table t (\n  a json\n);";
    const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } };
    const elsewhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const answers = await conversation([
      opened(text),
      { id: 1, method: "textDocument/codeAction", params: { textDocument: { uri: URI }, range } },
      { id: 2, method: "textDocument/codeAction", params: { textDocument: { uri: URI }, range: elsewhere } },
    ]);
    const actions = answers[1]?.result as { title: string; edit: { changes: Record<string, object[]> } }[];
    expect(actions.map(({ title }) => title)).toEqual([
      "prefer-jsonb: use jsonb",
      "ignore prefer-jsonb here",
    ]);
    expect(actions[0]?.edit.changes[URI]).toEqual([
      { range: { start: { line: 3, character: 4 }, end: { line: 3, character: 8 } }, newText: "jsonb" },
    ]);
    expect(actions[1]?.edit.changes[URI]).toEqual([
      {
        range: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } },
        newText: "-- godwit-ignore prefer-jsonb: REASON\n",
      },
    ]);
    expect(answers[2]?.result).toEqual([]);
  });

  it("follows changes, and clears what was closed", async () => {
    const answers = await conversation([
      opened("a json"),
      {
        method: "textDocument/didChange",
        params: { textDocument: { uri: URI }, contentChanges: [{ text: "a text" }] },
      },
      { method: "textDocument/didClose", params: { textDocument: { uri: URI } } },
    ]);
    expect(answers.map(({ params }) => (params as { diagnostics: object[] }).diagnostics.length)).toEqual([
      1, 0, 0,
    ]);
  });

  it("stays when lint throws, and when a message is no JSON", async () => {
    const broken = async (): Promise<never> => {
      throw new Error("no such rule");
    };
    const answers = await conversation([opened("x"), { id: 1, method: "shutdown" }], broken);
    expect(answers.map(({ method }) => method)).toEqual([
      "window/showMessage",
      "textDocument/publishDiagnostics",
      undefined,
    ]);
    const input = new PassThrough();
    let output = "";
    const served = serve({
      input,
      write: (text) => {
        output += text;
      },
      lint,
      version: "1",
    });
    input.end(`Content-Length: 3\r\n\r\n{{{Nonsense: 1\r\n\r\n${framed({ id: 5, method: "shutdown" })}`);
    await served;
    expect(output).toContain('"id":5');
  });
});
