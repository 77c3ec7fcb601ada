// A language server: keeps the texts that an editor has open, lints them as they change, and offers quick fixes.
import type { Finding } from "../../core/finding.ts";
import { diagnosticOf, quickFixes, type Range } from "./diagnostics.ts";
import { framed, type Message, messages } from "./framing.ts";

export interface ServerOptions {
  readonly input: NodeJS.ReadableStream;
  write(text: string): void;
  /** What rules find in a text, which stands for the file of that URI. */
  lint(uri: string, text: string): Promise<readonly Finding[]>;
  readonly version: string;
}

interface Open {
  text: string;
  findings: readonly Finding[];
}

const METHOD_NOT_FOUND = -32601;
/** All of the text with every change; the protocol's number for it. */
const FULL_SYNC = 1;

/** Resolves when the editor says `exit`, or goes away. */
export async function serve(options: ServerOptions): Promise<void> {
  const server = new LanguageServer(options);
  for await (const message of messages(options.input)) {
    if (message.method === "exit") break;
    await server.take(message);
  }
}

class LanguageServer {
  readonly #options: ServerOptions;
  readonly #open = new Map<string, Open>();

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  async take({ id, method, params }: Message): Promise<void> {
    const about = (params ?? {}) as Params;
    const uri = about.textDocument?.uri ?? "";
    switch (method) {
      case "initialize":
        return this.#answer(id, {
          capabilities: {
            textDocumentSync: { openClose: true, change: FULL_SYNC },
            codeActionProvider: { codeActionKinds: ["quickfix"] },
          },
          serverInfo: { name: "godwit", version: this.#options.version },
        });
      case "shutdown":
        return this.#answer(id, null);
      case "textDocument/didOpen":
        return this.#look(uri, about.textDocument?.text ?? "");
      case "textDocument/didChange":
        return this.#look(uri, about.contentChanges?.at(-1)?.text ?? this.#open.get(uri)?.text ?? "");
      case "textDocument/didClose":
        this.#open.delete(uri);
        return this.#send({ method: "textDocument/publishDiagnostics", params: { uri, diagnostics: [] } });
      case "textDocument/codeAction":
        return this.#answer(id, this.#actions(uri, about.range));
      default:
        // Notifications that we do not know are passed over, as the protocol wants it.
        if (id !== undefined && method !== undefined) {
          this.#send({ id, error: { code: METHOD_NOT_FOUND, message: `no method ${method}` } });
        }
    }
  }

  async #look(uri: string, text: string): Promise<void> {
    const open: Open = { text, findings: [] };
    this.#open.set(uri, open);
    try {
      open.findings = await this.#options.lint(uri, text);
    } catch (error) {
      // A broken configuration is for people to see; the editor stays served.
      const message = error instanceof Error ? error.message : String(error);
      this.#send({ method: "window/showMessage", params: { type: 1, message: `godwit: ${message}` } });
    }
    const diagnostics = open.findings.map((finding) => diagnosticOf(finding, text));
    this.#send({ method: "textDocument/publishDiagnostics", params: { uri, diagnostics } });
  }

  #actions(uri: string, range: Range | undefined): readonly object[] {
    const { text, findings } = this.#open.get(uri) ?? { text: "", findings: [] };
    return findings
      .flatMap((finding) => quickFixes(finding, text))
      .filter(({ diagnostic }) => range === undefined || touches(diagnostic.range, range))
      .map(({ title, diagnostic, edits }) => ({
        title,
        kind: "quickfix",
        diagnostics: [diagnostic],
        edit: { changes: { [uri]: edits } },
      }));
  }

  #answer(id: Message["id"], result: unknown): void {
    this.#send({ id: id ?? null, result });
  }

  #send(message: object): void {
    this.#options.write(framed(message));
  }
}

interface Params {
  readonly textDocument?: { readonly uri?: string; readonly text?: string };
  readonly contentChanges?: readonly { readonly text?: string }[];
  readonly range?: Range;
}

/** They share a line: editors ask for what is under the cursor. */
function touches(a: Range, b: Range): boolean {
  return a.start.line <= b.end.line && b.start.line <= a.end.line;
}
