// Calls the project's hooks; a hook that throws stops the run, except `onError`.
import { GodwitError } from "../core/errors.ts";
import type { Hook } from "../core/hook.ts";
import type { Project } from "./project.ts";

export interface HookCall {
  readonly name: string;
  readonly hook: Hook | undefined;
  readonly migration?: { readonly version: string; readonly name: string };
  readonly error?: Error;
}

export async function callHook({ settings, run }: Project, call: HookCall): Promise<void> {
  if (!call.hook) return;
  const { migration, error } = call;
  try {
    await call.hook({
      environment: settings.environment ?? null,
      runId: run.runId,
      ...(migration ? { migration: { version: migration.version, name: migration.name } } : {}),
      ...(error === undefined ? {} : { error }),
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new GodwitError("HOOK_FAILED", `the hook ${call.name} failed: ${message}`, { cause });
  }
}
