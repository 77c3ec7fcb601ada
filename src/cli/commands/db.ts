// `godwit db`: the embedded PostgreSQL server, for the application and for you.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { GodwitError } from "../../core/errors.ts";
import { mask } from "../../core/mask.ts";
import {
  postgresStatus,
  resetPostgres,
  startPostgres,
  stopPostgres,
  usePostgres,
} from "../../servers/embedded-postgres.ts";
import { command, type Result } from "../command.ts";
import type { Context } from "../context.ts";

const ACTIONS = ["start", "stop", "status", "url", "shell", "reset"] as const;

export const db = command({
  description:
    "The embedded PostgreSQL is a real server, kept in `.godwit/db`. It runs while a command needs it; `start` keeps it " +
    "running for your application until `stop`.",
  examples: [
    { command: "godwit db start", does: "start it and leave it running" },
    { command: "godwit db url", does: "print its URL, with the password, for DATABASE_URL; it stays up" },
    { command: "godwit db shell", does: "open psql on it" },
    { command: "godwit db reset --yes", does: "throw its data away" },
  ],
  arguments: { action: { help: "what to do", choices: ACTIONS } },
  flags: {},
  async run(context, { action }) {
    const { root } = await context.settings();
    const place = { folder: join(root, ".godwit", "db"), from: root };
    switch (action) {
      case "start":
        return stateOf(await startPostgres(place));
      case "status":
        return stateOf(await postgresStatus(place.folder));
      case "stop": {
        const stopped = await stopPostgres(place.folder);
        return { document: { stopped }, text: () => (stopped ? "stopped\n" : "it was not running\n") };
      }
      case "url":
        return url(context, place);
      case "shell":
        return shell(context, place);
      case "reset":
        await context.confirm("throw away all data of the embedded database?");
        await resetPostgres(place.folder);
        return {
          document: { reset: true },
          text: () => "the embedded database is gone; the next `godwit up` makes it anew\n",
        };
    }
  },
});

type Place = { readonly folder: string; readonly from: string };

function stateOf(status: Awaited<ReturnType<typeof postgresStatus>>): Result {
  if (status.state !== "running") return { document: { ...status }, text: () => `${status.state}\n` };
  const shown = mask(status.url);
  const { version, port, pid, pinned, users } = status;
  return {
    document: { state: "running", url: shown, version, port, pid, pinned, users },
    text: () => `running: PostgreSQL ${version} at ${shown}\nits URL with the password: godwit db url\n`,
  };
}

/**
 * The one place where a password is printed, because it is what was asked for. Whoever asks wants to connect: the
 * address of a server that stops at once would be of no use.
 */
async function url({ report }: Context, place: Place): Promise<Result> {
  const before = await postgresStatus(place.folder);
  const server = await startPostgres(place);
  if (before.state !== "running" || !before.pinned) {
    report({ type: "note", message: "the server stays up until `godwit db stop`" });
  }
  return { document: { url: server.url }, text: () => `${server.url}\n` };
}

async function shell({ signal }: Context, place: Place): Promise<Result> {
  const server = await usePostgres(place);
  try {
    const { password, ...at } = connection(server.url);
    const status = await new Promise<number>((resolve, reject) => {
      const child = spawn("psql", [], {
        stdio: "inherit",
        env: { ...process.env, ...at, PGPASSWORD: password },
      });
      signal.addEventListener("abort", () => child.kill(), { once: true });
      child.on("error", (cause) =>
        reject(
          new GodwitError("NOT_SUPPORTED", "psql is not on the PATH, and the embedded server has none", {
            cause,
            hint: "install psql, or connect any client to `godwit db url`",
          }),
        ),
      );
      child.on("exit", (code) => resolve(code ?? 1));
    });
    return { document: { status }, text: () => "", status: status === 0 ? 0 : 1 };
  } finally {
    await server.release();
  }
}

function connection(text: string): {
  PGHOST: string;
  PGPORT: string;
  PGUSER: string;
  PGDATABASE: string;
  password: string;
} {
  const { hostname, port, username, password, pathname } = new URL(text);
  return {
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    password: decodeURIComponent(password),
  };
}
