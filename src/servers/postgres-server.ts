// The embedded PostgreSQL as the keeper sees it: how one folder's server is started, found again and stopped.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { GodwitError } from "../core/errors.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { makeCluster, SUPERUSER, setPassword } from "./cluster.ts";
import { dataFolder, linkData, majorOf, removeData } from "./data-folder.ts";
import type { KeptServer } from "./kept-server.ts";
import { passwordFile, randomPassword, readPassword, writePassword } from "./password.ts";
import { installLine } from "./platform.ts";
import { launchPostgres, watchPostgres } from "./postgres-process.ts";
import { type Postmaster, readPostmaster } from "./postmaster.ts";
import { runsWith } from "./process-identity.ts";
import { runnable } from "./runnable.ts";
import { type Durability, readState } from "./server-state.ts";
import { type ServerUser, serverUser } from "./server-user.ts";

export interface PostgresOptions {
  /** Without it, the major of the data that is there, else the default. */
  readonly major: number | null;
  readonly durability: Durability;
  /** Folder where the lookup of the binaries starts. */
  readonly from: string;
  /** The whole folder goes with the last user. */
  readonly disposable?: boolean;
}

export interface PostgresInfo {
  readonly url: string;
  readonly version: string;
  readonly port: number;
  readonly pid: number;
  readonly durability: Durability;
}

export function postgresServer(folder: string): KeptServer<PostgresOptions, PostgresInfo> {
  const user = serverUser();
  return {
    async start(options) {
      const data = dataFolder(folder, user);
      const binaries = await runnable(chooseBinaries(data, folder, options), user);
      await prepare(folder, { data, binaries, user, durable: options.durability === "full" });
      const previous = readState(folder);
      const { durability } = options;
      const launched = await launchPostgres({
        folder,
        data,
        binaries,
        user,
        durability,
        port: previous?.port,
      });
      const { version } = binaries;
      return { ...launched, info: describe(folder, launched.postmaster, { version, durability }) };
    },
    async adopt() {
      const left = findPostgres(folder);
      const found = left && (await watchPostgres(dataFolder(folder, user), left.pid));
      return found && { ...found, info: { ...left, port: found.postmaster.port } };
    },
    refuse: (info, options) => refusal(folder, info, options),
    isDisposable: (options) => options.disposable === true,
    discard() {
      removeData(folder, user);
      rmSync(folder, { recursive: true, force: true });
    },
    remove() {
      removeData(folder, user);
      for (const file of [passwordFile(folder), join(folder, "server.json")]) rmSync(file, { force: true });
    },
  };
}

/** The server that runs in this folder, kept by somebody or left behind; null when there is none. */
export function findPostgres(folder: string): PostgresInfo | null {
  const data = dataFolder(folder, serverUser());
  const postmaster = readPostmaster(data);
  if (postmaster === null || !runsWith(postmaster.pid, data)) return null;
  const state = readState(folder);
  const version = state?.version ?? String(majorOf(data) ?? "");
  return describe(folder, postmaster, { version, durability: state?.durability ?? "full" });
}

interface Preparation {
  readonly data: string;
  readonly binaries: Binaries;
  readonly user: ServerUser | null;
  readonly durable: boolean;
}

/** The password is written before the cluster gets its name, so that there is never a cluster without one. */
async function prepare(folder: string, { data, binaries, user, durable }: Preparation): Promise<void> {
  const kept = readPassword(folder);
  const password = kept ?? randomPassword();
  if (kept === null) writePassword(folder, password);
  if (majorOf(data) === null) {
    await makeCluster(data, { binaries, user, password, durable });
    linkData(folder, data);
  } else if (kept === null) {
    // The file was deleted: who may write here owns the data, and gets a new one.
    await setPassword(data, { binaries, user, password });
  }
}

function chooseBinaries(data: string, folder: string, { major, from }: PostgresOptions): Binaries {
  const made = majorOf(data);
  if (made === null) return findBinaries({ major: major ?? undefined, from });
  if (major !== null && major !== made) throw anotherMajor(folder, { made, wanted: major });
  try {
    return findBinaries({ major: made, from });
  } catch (cause) {
    const { platform, major: installed } = findBinaries({ from });
    throw anotherMajor(folder, { made, wanted: installed, cause, line: installLine(platform, made) });
  }
}

function refusal(
  folder: string,
  info: PostgresInfo,
  { major, durability }: PostgresOptions,
): GodwitError | null {
  const running = Number.parseInt(info.version, 10);
  if (major !== null && major !== running) return anotherMajor(folder, { made: running, wanted: major });
  if (durability === info.durability) return null;
  const message = `the server in ${folder} runs with durability ${info.durability}, not ${durability}`;
  return new GodwitError("SERVER_START", message, {
    hint: "stop it first with `godwit db stop`, or use another folder",
  });
}

interface MajorMismatch {
  readonly made: number;
  readonly wanted: number;
  readonly cause?: unknown;
  /** What would install the binaries that made the data. */
  readonly line?: string | null;
}

function anotherMajor(folder: string, { made, wanted, cause, line }: MajorMismatch): GodwitError {
  const message = `the data in ${folder} was made by PostgreSQL ${made}, and cannot be opened by ${wanted}`;
  const open = line ? `run \`${line}\` to open it, or ` : "";
  return new GodwitError("SERVER_START", message, {
    cause,
    hint: `${open}run \`godwit db reset\` to start with an empty database`,
  });
}

function describe(
  folder: string,
  { pid, port }: Postmaster,
  about: Pick<PostgresInfo, "version" | "durability">,
): PostgresInfo {
  const url = `postgresql://${SUPERUSER}:${readPassword(folder) ?? ""}@127.0.0.1:${port}/postgres`;
  return { url, port, pid, ...about };
}
