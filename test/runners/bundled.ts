// A project that is bundled by the built command, and its function in the emulated Lambda.
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { folderOf } from "../support/folder-of.ts";
import { godwit } from "../support/godwit.ts";
import { type EmulatedFunction, emulatedFunction, type Invocation } from "../support/lambda-runtime.ts";

export type Files = Readonly<Record<string, string>>;

/** Answers the folder of the bundle, which has nothing else in it. */
export async function bundled(files: Files, ...words: readonly string[]): Promise<string> {
  const cwd = folderOf(files);
  const target = folderOf({});
  const made = await godwit(["bundle", "--out", join(target, "index.mjs"), ...words], { cwd });
  if (made.status !== 0) throw new Error(made.stderr);
  return target;
}

export interface Wish {
  readonly timeoutMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly handler?: string;
}

export async function functionOf(folder: string, wish: Wish = {}): Promise<EmulatedFunction> {
  const { timeoutMs = 20_000, environment = {}, handler } = wish;
  const made = await emulatedFunction({ folder, timeoutMs, environment, ...(handler ? { handler } : {}) });
  onTestFinished(() => made.close());
  return made;
}

/** The document of a direct invocation, as far as tests look at it. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly continue?: boolean;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
  readonly migrations?: readonly {
    readonly version: string;
    readonly name: string;
    readonly standing?: string;
  }[];
  readonly [field: string]: unknown;
}

/** Fails where the function itself failed, with all that it said. */
export function answerOf({ payload, functionError }: Invocation, made: EmulatedFunction): Answer {
  if (functionError)
    throw new Error(`${functionError.errorType}: ${functionError.errorMessage}\n${made.log()}`);
  return payload as Answer;
}

/** Invokes it until it has nothing to continue; at most so often. */
export async function untilDone(
  made: EmulatedFunction,
  event: object,
  most = 40,
): Promise<{ readonly last: Answer; readonly invocations: number }> {
  for (let invocations = 1; ; invocations++) {
    const last = answerOf(await made.invoke(event), made);
    if (!last.continue || invocations >= most) return { last, invocations };
  }
}
