// Runs one of the server's own programs to its end, as the server's user, and answers what it said.
import { spawn } from "node:child_process";
import { GodwitError } from "../core/errors.ts";
import { type Binaries, program } from "./binaries.ts";
import type { ServerUser } from "./server-user.ts";

export interface ProgramRun {
  readonly name: "initdb" | "pg_ctl" | "postgres";
  readonly args: readonly string[];
  readonly user: ServerUser | null;
  readonly input?: string;
}

/** Throws SERVER_START with the program's last words when it fails. */
export async function runProgram(binaries: Binaries, run: ProgramRun): Promise<string> {
  const path = program(binaries, run.name);
  const child = spawn(path, run.args, { ...serverSpawn(run.user), stdio: "pipe" });
  let said = "";
  const hear = (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-8_000);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  // A program that fails before it reads its input closes the pipe; what it says is in `said`.
  child.stdin.on("error", () => {});
  child.stdin.end(run.input ?? "");
  const status = await new Promise<number | string>((resolve, reject) => {
    child.on("error", (cause) => reject(cannotRun(path, cause)));
    child.on("close", (code, signal) => resolve(code ?? signal ?? "no status"));
  });
  if (status === 0) return said;
  throw new GodwitError("SERVER_START", `${run.name} ended with ${status}: ${lastWords(said)}`);
}

/** How every program of the server is spawned: as its user, in a folder that it can enter, speaking English. */
export function serverSpawn(user: ServerUser | null) {
  return {
    cwd: process.platform === "win32" ? process.cwd() : "/",
    env: serverEnvironment(process.env),
    windowsHide: true,
    ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
  };
}

export function cannotRun(path: string, cause: unknown): GodwitError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new GodwitError("SERVER_START", `cannot run ${path}: ${why}`, {
    cause,
    hint: "run Godwit as an ordinary user, or set DATABASE_URL to a server of yours",
  });
}

/** The lines that say why, out of all that a program said. */
export function lastWords(said: string): string {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const loud = lines.filter((line) => /(FATAL|PANIC|ERROR|[Ee]rror):/.test(line));
  return (loud.length > 0 ? loud.slice(-2) : lines.slice(-2)).map((line) => line.trim()).join("; ");
}

/** PGDATA, PGOPTIONS and the like of the person who calls must not reach the server. */
function serverEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !/^(PG|LC_|LANG|NODE_)/i.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}
