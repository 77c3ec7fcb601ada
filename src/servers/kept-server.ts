// What the keeper must know of a server to start it, find it again, stop it and remove its data.
import type { GodwitError } from "../core/errors.ts";

export interface Running<Info> {
  /** What clients are told: the URL and the like. */
  readonly info: Info;
  /** Looks whether its process is there; `ended` may settle a moment later. */
  isAlive(): boolean;
  /** Settles when the server has ended, by whatever cause. */
  readonly ended: Promise<void>;
  /** Ends it in good order, by force if that takes too long. */
  stop(): Promise<void>;
}

/** One server in one folder. Only the process that holds the folder's claim may call these. */
export interface KeptServer<Options, Info> {
  start(options: Options): Promise<Running<Info>>;
  /** The server that an earlier keeper left behind when it was killed; null when there is none. */
  adopt(): Promise<Running<Info> | null>;
  /** Why the running server cannot serve somebody who wants something else; null when it can. */
  refuse(info: Info, options: Options): GodwitError | null;
  /** Removes all data of a server that is stopped. */
  remove(): void;
  /** Whether nothing of it is worth keeping after the last user. */
  isDisposable?(options: Options): boolean;
  /** Removes a disposable server's folder, once it is stopped. */
  discard?(): void;
}
