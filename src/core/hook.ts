// Functions of the project that are called around a run.

export interface HookAbout {
  readonly environment: string | null;
  readonly runId: string;
  /** The migration it is about; absent in `beforeUp` and `afterUp`. */
  readonly migration?: { readonly version: string; readonly name: string };
  /** What went wrong; only in `onError`. */
  readonly error?: Error;
}

export type Hook = (about: HookAbout) => void | Promise<void>;

export interface Hooks {
  readonly beforeUp?: Hook | undefined;
  readonly afterEach?: Hook | undefined;
  readonly afterUp?: Hook | undefined;
  readonly onError?: Hook | undefined;
}
