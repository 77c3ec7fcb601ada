// Answers a direct invocation with the JSON of the command line, and its exit status in it.
import { commandDocument } from "../../actions/command-document.ts";
import { asGodwitError, type GodwitError } from "../../core/errors.ts";
import type { OpenProject } from "../../project.ts";
import { ACTS, type Done } from "./actions.ts";
import type { LambdaContext } from "./invocation.ts";
import { log, write } from "./log.ts";
import { type LambdaRequest, readRequest } from "./request.ts";
import { type InvocationSlice, sliceOfInvocation } from "./slice-of-invocation.ts";

export interface Opening extends InvocationSlice {
  readonly environment: string | undefined;
}

/** Opens the project for one invocation; a bundle knows its digest. */
export type Open = (opening: Opening) => Promise<OpenProject & { readonly digest?: string }>;

/** What an action came to, before it is put into the words of a protocol. */
export interface Outcome extends Partial<Done> {
  readonly command: string;
  readonly environment: string | null;
  readonly database: string | null;
  readonly digest: string | null;
  readonly error?: GodwitError | undefined;
}

/** Never throws: what went wrong is in the document, whose `status` is the command line's exit status. */
export async function direct(open: Open, event: unknown, context: LambdaContext): Promise<unknown> {
  const outcome = await attempt(open, context, () => readRequest(event));
  const { error, fields, digest: _digest, ...about } = outcome;
  const status = error?.status ?? 0;
  const document = commandDocument({
    ...about,
    ok: status === 0,
    fields: { status, ...(status === 4 ? { continue: true } : {}), ...fields },
    error,
  });
  return JSON.parse(JSON.stringify(document));
}

/** Runs one action in the slice that the invocation has. */
export async function attempt(
  open: Open,
  context: LambdaContext,
  read: () => LambdaRequest,
): Promise<Outcome> {
  const invocation = sliceOfInvocation(context, log);
  let request: LambdaRequest | undefined;
  let project: Awaited<ReturnType<Open>> | undefined;
  let done: Done | undefined;
  let error: GodwitError | undefined;
  try {
    request = read();
    project = await open({ ...invocation, environment: request.environment });
    done = await ACTS[request.action].act(project, request);
    error = done.error;
  } catch (thrown) {
    error = asGodwitError(thrown);
  }
  await project?.close().catch(() => undefined);
  invocation.slice.close();
  if (error) {
    error = invocation.judge(error);
    write({ type: "error", ...{ code: error.code, message: error.message, hint: error.hint } });
  }
  return {
    command: request ? ACTS[request.action].command : "unknown",
    environment: project?.settings.environment ?? request?.environment ?? null,
    database: project?.reached() ?? null,
    digest: project?.digest ?? null,
    ...(done ? { fields: done.fields } : {}),
    ...(error ? { error } : {}),
  };
}
