// What a command works with: settings, screens, the reporter and the signal; each made when it is first asked for.
import { GodwitError } from "../core/errors.ts";
import type { Reporter } from "../core/event.ts";
import { mask } from "../core/mask.ts";
import type { OpenReporter } from "../reporters/reporter.ts";
import { type Screen, type ScreenOptions, screenOf } from "../reporters/screen.ts";
import { openReporters } from "../reporters.ts";
import { loadSettings } from "../settings/load-settings.ts";
import type { Settings } from "../settings/settings.ts";
import type { GlobalFlags } from "./global-flags.ts";

/** The world around the command line: the process, or what a test puts in its place. */
export interface Surroundings {
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };
  readonly stdout: ScreenOptions["stream"];
  readonly stderr: ScreenOptions["stream"];
  readonly platform: string;
  /** Aborts on the first signal; its reason is the GodwitError to end with. */
  readonly signal: AbortSignal;
}

export interface Context extends Pick<Surroundings, "cwd" | "variables" | "stdin" | "signal" | "platform"> {
  readonly flags: GlobalFlags;
  /** For results. */
  readonly stdout: Screen;
  /** For narration. */
  readonly stderr: Screen;
  /** Tells the reporters; they are opened by the first event. */
  readonly report: Reporter;
  /** Read once; throws what is wrong with them. */
  settings(): Promise<Settings>;
  /** Says which database the project was, for the document. */
  reached(database: string | undefined): void;
  /** Asks before something that cannot be undone; throws CONFIRM without a yes. */
  confirm(question: string): Promise<void>;
  /** Asks what can be said by a flag as well; null where there is no terminal to ask on, or nobody wants to be asked. */
  ask(question: string): Promise<boolean | null>;
}

export interface OpenContext extends Context {
  /** The settings, if the command has asked for them and they were good. */
  readonly known: Settings | undefined;
  /** The database that was opened, if one was. */
  readonly database: string | undefined;
  /** Ends the narration; call it before the result is printed. */
  close(): void;
}

export interface ContextOptions {
  readonly surroundings: Surroundings;
  readonly flags: GlobalFlags;
  readonly settingFlags: Readonly<Record<string, { readonly flag: string; readonly value: string }>>;
}

export function openContext({ surroundings, flags, settingFlags }: ContextOptions): OpenContext {
  const { cwd, variables, signal, platform } = surroundings;
  const look = { variables, platform, noColor: flags.noColor };
  const stdout = screenOf({ ...look, stream: surroundings.stdout });
  const stderr = screenOf({ ...look, stream: surroundings.stderr });
  let reporters: OpenReporter | undefined;
  let loading: Promise<Settings> | undefined;
  let known: Settings | undefined;
  let database: string | undefined;

  function report(event: Parameters<Reporter>[0]): void {
    reporters ??= openReporters({ screen: stderr, ...flags, variables, cwd, now: () => performance.now() });
    reporters.report(event);
  }

  async function load(): Promise<Settings> {
    known = await loadSettings({
      cwd,
      variables,
      config: flags.config,
      environment: flags.env,
      database: flags.database,
      flags: settingFlags,
    });
    for (const note of known.notes) report({ type: "note", message: mask(note) });
    return known;
  }

  /** Null where there is no terminal to ask on. */
  async function askPerson(question: string): Promise<boolean | null> {
    const { stdin } = surroundings;
    if (!stdin.isTTY || !stderr.interactive) return null;
    const { ask } = await import("./ask.ts");
    return ask(question, { input: stdin, write: stderr.write, signal });
  }

  return {
    cwd,
    variables,
    get stdin() {
      return surroundings.stdin;
    },
    signal,
    platform,
    flags,
    stdout,
    stderr,
    report,
    get known() {
      return known;
    },
    get database() {
      return database;
    },
    reached(opened) {
      database = opened;
    },
    settings() {
      loading ??= load();
      return loading;
    },
    async confirm(question) {
      if (flags.yes) return;
      const answer = await askPerson(question);
      if (answer) return;
      const why = answer === null ? "this needs a yes, and there is no terminal to ask on" : "not confirmed";
      throw new GodwitError("CONFIRM", `${why}: ${question}`);
    },
    async ask(question) {
      return flags.yes || flags.json ? null : askPerson(question);
    },
    close() {
      reporters?.close();
      reporters = undefined;
    },
  };
}
