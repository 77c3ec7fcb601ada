// The embedded PostgreSQL: a real server in a folder, shared by all processes that use it, stopped with the last.
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { majorOf } from "./data-folder.ts";
import { askKeeper, askRunningKeeper, type Place } from "./keeper-client.ts";
import { makeServerFolder } from "./make-folder.ts";
import { findPostgres, type PostgresInfo, type PostgresOptions } from "./postgres-server.ts";
import { releaser } from "./release.ts";
import type { Durability } from "./server-state.ts";

export interface EmbeddedPostgres {
  /** Where everything of the server is kept, such as `.godwit/db`; made when it is not there. */
  readonly folder: string;
  /** Without it, the major of the data that is there, else the one that comes with Godwit. */
  readonly major?: number | undefined;
  /** `none` for throw-away servers only: faster, and lost when the machine crashes. */
  readonly durability?: Durability;
  /** Folder where the lookup of npm packages starts, the project's usually; without it `folder`. */
  readonly from?: string;
  /** The folder is removed, data and all, when the last user has gone. */
  readonly disposable?: boolean;
}

export interface UsedPostgres {
  /** With the password: never print it unmasked. */
  readonly url: string;
  readonly version: string;
  /** Ends the use. Being killed does it too. */
  release(): Promise<void>;
}

export type PostgresStatus =
  | { readonly state: "absent" }
  | { readonly state: "stopped"; readonly major: number }
  | {
      readonly state: "running";
      readonly url: string;
      readonly version: string;
      readonly port: number;
      readonly pid: number;
      /** Started by `startPostgres`: it stays until it is stopped. */
      readonly pinned: boolean;
      readonly users: number;
    };

/** The server runs until `release`, or the end of this process, of the last one that uses it. */
export async function usePostgres(options: EmbeddedPostgres): Promise<UsedPostgres> {
  const { info, connection } = await askKeeper(makePlace(options.folder), "use", settings(options));
  const { url, version } = info as PostgresInfo;
  return { url, version, release: releaser(connection) };
}

type RunningPostgres = Extract<PostgresStatus, { readonly state: "running" }>;

/** The server runs until `stopPostgres`, whoever uses it. */
export async function startPostgres(options: EmbeddedPostgres): Promise<RunningPostgres> {
  const { info, connection, users, pinned } = await askKeeper(
    makePlace(options.folder),
    "pin",
    settings(options),
  );
  connection.destroy();
  return running(info as PostgresInfo, users, pinned);
}

export async function postgresStatus(folder: string): Promise<PostgresStatus> {
  if (!existsSync(folder)) return { state: "absent" };
  const place = placeOf(folder);
  const reply = await askRunningKeeper(place, "status");
  reply?.connection.destroy();
  const info = (reply?.info as PostgresInfo | null | undefined) ?? findPostgres(place.folder);
  if (info !== null) return running(info, reply?.users ?? 0, reply?.pinned ?? false);
  const major = majorOf(join(place.folder, "data"));
  return major === null ? { state: "absent" } : { state: "stopped", major };
}

/** False when it was not running. Whoever uses it loses the connection. */
export async function stopPostgres(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const place = placeOf(folder);
  const kept = await askRunningKeeper(place, "stop");
  kept?.connection.destroy();
  if (findPostgres(place.folder) === null) return kept !== null;
  // Its keeper was killed: a new one finds it and stops it.
  (await askKeeper(place, "stop")).connection.destroy();
  return true;
}

/** Stops the server and removes its data; the next use starts with an empty database. */
export async function resetPostgres(folder: string): Promise<void> {
  if (existsSync(folder)) (await askKeeper(placeOf(folder), "reset")).connection.destroy();
}

function settings({ folder, major, durability, from, disposable }: EmbeddedPostgres): PostgresOptions {
  return {
    major: major ?? null,
    durability: durability ?? "full",
    from: from ?? folder,
    ...(disposable ? { disposable } : {}),
  };
}

function makePlace(folder: string): Place {
  return { kind: "postgres", folder: makeServerFolder(folder) };
}

function placeOf(folder: string): Place {
  return { kind: "postgres", folder: realpathSync(folder) };
}

function running({ url, version, port, pid }: PostgresInfo, users: number, pinned: boolean): RunningPostgres {
  return { state: "running", url, version, port, pid, users, pinned };
}
