// The embedded DynamoDB: an emulator in a folder, shared by all processes that use it, stopped with the last.
import { existsSync, realpathSync } from "node:fs";
import { type DynamodbInfo, type DynamodbOptions, databaseFile, findDynamodb } from "./dynamodb-server.ts";
import { askKeeper, askRunningKeeper, type Place } from "./keeper-client.ts";
import { makeServerFolder } from "./make-folder.ts";
import { releaser } from "./release.ts";

export interface EmbeddedDynamodb {
  /** Where everything of the emulator is kept, such as `.godwit/dynamodb`; made when it is not there. */
  readonly folder: string;
  /** Folder where the lookup of npm packages starts, the project's usually; without it `folder`. */
  readonly from?: string;
}

export interface UsedDynamodb {
  /** It takes any credentials. */
  readonly endpoint: string;
  /** Ends the use. Being killed does it too. */
  release(): Promise<void>;
}

export type DynamodbStatus =
  | { readonly state: "absent" | "stopped" }
  | {
      readonly state: "running";
      readonly endpoint: string;
      readonly port: number;
      readonly pid: number;
      /** Started by `startDynamodb`: it stays until it is stopped. */
      readonly pinned: boolean;
      readonly users: number;
    };

/** The emulator runs until `release`, or the end of this process, of the last one that uses it. */
export async function useDynamodb(options: EmbeddedDynamodb): Promise<UsedDynamodb> {
  const { info, connection } = await askKeeper(makePlace(options.folder), "use", settings(options));
  return { endpoint: (info as DynamodbInfo).endpoint, release: releaser(connection) };
}

/** The emulator runs until `stopDynamodb`, whoever uses it. */
export async function startDynamodb(options: EmbeddedDynamodb): Promise<DynamodbStatus> {
  const reply = await askKeeper(makePlace(options.folder), "pin", settings(options));
  reply.connection.destroy();
  return running(reply.info as DynamodbInfo, reply.users, reply.pinned);
}

export async function dynamodbStatus(folder: string): Promise<DynamodbStatus> {
  if (!existsSync(folder)) return { state: "absent" };
  const place = placeOf(folder);
  const reply = await askRunningKeeper(place, "status");
  reply?.connection.destroy();
  const info = (reply?.info as DynamodbInfo | null | undefined) ?? findDynamodb(place.folder);
  if (info !== null) return running(info, reply?.users ?? 0, reply?.pinned ?? false);
  return { state: existsSync(databaseFile(place.folder)) ? "stopped" : "absent" };
}

/** False when it was not running. */
export async function stopDynamodb(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const place = placeOf(folder);
  const kept = await askRunningKeeper(place, "stop");
  kept?.connection.destroy();
  if (findDynamodb(place.folder) === null) return kept !== null;
  // Its keeper was killed: a new one finds it and stops it.
  (await askKeeper(place, "stop")).connection.destroy();
  return true;
}

/** Stops the emulator and removes its tables. */
export async function resetDynamodb(folder: string): Promise<void> {
  if (existsSync(folder)) (await askKeeper(placeOf(folder), "reset")).connection.destroy();
}

function settings({ folder, from }: EmbeddedDynamodb): DynamodbOptions {
  return { from: from ?? folder };
}

function makePlace(folder: string): Place {
  return { kind: "dynamodb", folder: makeServerFolder(folder) };
}

function placeOf(folder: string): Place {
  return { kind: "dynamodb", folder: realpathSync(folder) };
}

function running({ endpoint, port, pid }: DynamodbInfo, users: number, pinned: boolean): DynamodbStatus {
  return { state: "running", endpoint, port, pid, pinned, users };
}
