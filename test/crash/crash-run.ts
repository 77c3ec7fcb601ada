// Runs a command behind a proxy and kills it at an exact message, before, while or after the server works on it.
import { startGodwit } from "../support/godwit.ts";
import { wireProxy } from "../support/wire-proxy.ts";
import type { Subject } from "./subject.ts";

/**
 * `before`: the query never reaches the server. `during`: the server works on it for nobody.
 * `after`: it is done, and its answer never arrives.
 */
export type Moment = "before" | "during" | "after";

export interface Crash {
  /** Counted over all connections, from 1. */
  readonly query: number;
  readonly moment: Moment;
}

export interface CrashedRun {
  /** False when it ended by itself before that query. */
  readonly killed: boolean;
  readonly status: number | null;
  readonly stderr: string;
  readonly queries: number;
  /** The query that it was killed at. */
  readonly at: string;
}

export async function crashingUp(
  subject: Subject,
  { query, moment }: Crash,
  command: readonly string[] = ["up"],
): Promise<CrashedRun> {
  let queries = 0;
  let at = "";
  let killed = false;
  const kill = (text: string): "cut" => {
    killed = true;
    at = text;
    live.child.kill("SIGKILL");
    // As the kernel does for a process that is gone: in a moment, and all connections.
    setImmediate(() => proxy.cutAll());
    return "cut";
  };
  const proxy = await wireProxy(subject.url, {
    onQuery: (text, connection) => {
      if (killed) return "cut";
      queries++;
      if (queries !== query) return "forward";
      if (moment === "before") return kill(text);
      if (moment === "during") {
        setImmediate(() => {
          kill(text);
          connection.cut();
        });
      }
      awaited = connection;
      return "forward";
    },
    onAnswered: (connection) => {
      if (killed) return "cut";
      return connection === awaited && moment === "after" ? kill(connection.query) : "forward";
    },
  });
  let awaited: unknown;
  const live = startGodwit([...command, "--wait", "60s"], {
    cwd: subject.folder,
    env: { ...subject.env, DATABASE_URL: proxy.url },
  });
  const { status, stderr } = await live.result;
  await proxy.close();
  return { killed, status, stderr, queries, at };
}
