// Talks to the keeper of a folder's server, and starts one where there is none.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GodwitError } from "../core/errors.ts";
import { readClaim } from "./claim.ts";
import { dial } from "./dial.ts";
import { ownRoot } from "./package-folder.ts";
import { openLog, type ServerLog } from "./server-log.ts";
import { type Answer, hear, PROTOCOL, type Question, say, unpackError, type Want } from "./wire.ts";

export type Kind = "postgres" | "dynamodb";

export interface Place {
  readonly kind: Kind;
  /** The real path of the server's folder, which exists. */
  readonly folder: string;
}

export interface Reply {
  readonly info: unknown;
  readonly users: number;
  readonly pinned: boolean;
  /** For `use`: as long as it is open, the server runs. It does not keep this process alive. */
  readonly connection: Socket;
}

const REACH_MS = 60_000;

/** Asks the keeper, starting it first where needed. The caller closes the connection. */
export async function askKeeper(place: Place, want: Want, options: unknown = {}): Promise<Reply> {
  for (;;) {
    const reply = await ask(await reach(place), { protocol: PROTOCOL, want, options });
    if (reply !== null) return reply;
  }
}

/** Asks a keeper that is there; null when there is none. */
export async function askRunningKeeper({ folder }: Place, want: Want): Promise<Reply | null> {
  const connection = await dial(folder, readClaim(folder));
  return connection && ask(connection, { protocol: PROTOCOL, want, options: {} });
}

/** Null when the keeper is on its way out, after it has gone. */
async function ask(connection: Socket, question: Question): Promise<Reply | null> {
  const gone = new Promise<void>((resolve) => connection.once("close", () => resolve()));
  say(connection, question);
  const answer = await hear<Answer>(connection);
  if (answer === null || "closing" in answer) {
    await gone;
    return null;
  }
  if (!answer.ok) {
    connection.destroy();
    throw unpackError(answer.error);
  }
  // Stopped means that the keeper is gone as well.
  if (question.want === "stop" || question.want === "reset") await gone;
  connection.unref();
  const { info, users, pinned } = answer;
  return { info, users, pinned, connection };
}

/** Whoever finds no keeper starts one; of several that are started at once all but one end again. */
async function reach(place: Place): Promise<Socket> {
  const giveUp = Date.now() + REACH_MS;
  let starting: Starting | null = null;
  try {
    for (;;) {
      const connection = await dial(place.folder, readClaim(place.folder));
      if (connection !== null) return connection;
      if (starting === null || starting.ended()) {
        starting?.log.close();
        starting = startKeeper(place);
      }
      if (Date.now() > giveUp) throw keeperFailed("does not answer", starting.log);
      await sleep(10);
    }
  } finally {
    starting?.log.close();
  }
}

interface Starting {
  readonly log: ServerLog;
  /** Whether it has ended again, because another one was faster; throws when it has failed. */
  ended(): boolean;
}

function startKeeper({ kind, folder }: Place): Starting {
  const entry = join(ownRoot(), "dist", "servers", "keeper.js");
  if (!existsSync(entry)) throw new GodwitError("BUG", `${entry} is missing; a build makes it`);
  const log = writableLog(folder);
  const child: ChildProcess = spawn(process.execPath, [entry, kind, folder], {
    cwd: process.platform === "win32" ? folder : "/",
    // It outlives us, so it must not hold our terminal, our output or our debugger's port.
    detached: true,
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "ignore", log.fd],
    windowsHide: true,
    ...ownerOf(folder),
  });
  let failure: unknown;
  child.once("error", (error) => {
    failure = error;
  });
  child.unref();
  return {
    log,
    ended() {
      if (failure !== undefined) throw keeperFailed(`cannot be started: ${String(failure)}`, log);
      if (child.exitCode === null && child.signalCode === null) return false;
      // Killed, not failed: the next one may have more luck.
      if (child.signalCode === null && child.exitCode !== 0)
        throw keeperFailed(`ended: ${log.lastWords()}`, log);
      return true;
    },
  };
}

/** Root in somebody's folder acts as that one, or the owner could not use it any more. */
function ownerOf(folder: string): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const { uid, gid } = statSync(folder);
  return uid === 0 ? {} : { uid, gid };
}

function writableLog(folder: string): ServerLog {
  try {
    return openLog(folder);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GodwitError("WRITE_FAILED", `cannot write into the folder of the embedded server: ${why}`, {
      cause,
    });
  }
}

function keeperFailed(what: string, log: ServerLog): GodwitError {
  return new GodwitError("SERVER_START", `the keeper of the embedded server ${what}`, {
    hint: `see ${log.file}, then run the command again`,
  });
}
