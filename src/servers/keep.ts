// The life of one kept server: started by its first user, stopped soon after the last one has left.
import type { Socket } from "node:net";
import { asGodwitError, GodwitError } from "../core/errors.ts";
import type { KeptServer, Running } from "./kept-server.ts";
import { type Answer, hear, PROTOCOL, packError, type Question, say } from "./wire.ts";

/** One command after another must not stop and start the server each time. */
const LINGER_MS = 300;
/** Whoever asked for a keeper connects at once; otherwise it has died. */
const UNASKED_MS = 10_000;

export interface Keep {
  /** Serves a client from its first word to the end of its connection. */
  serve(socket: Socket): void;
  /** Stops the server, whoever uses it. */
  close(): Promise<void>;
  /** Settles when the server is stopped and nobody may come any more. */
  readonly done: Promise<void>;
}

export function keep<Options, Info>(server: KeptServer<Options, Info>): Keep {
  const users = new Set<Socket>();
  let running: Promise<Running<Info>> | null = null;
  let closing: Promise<void> | null = null;
  let pinned = false;
  let disposable = false;
  let busy = 0;
  let finish: () => void;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let timer = setTimeout(closeIfIdle, UNASKED_MS);

  function closeIfIdle(): void {
    if (users.size === 0 && busy === 0 && !pinned) void close();
  }

  function linger(): void {
    clearTimeout(timer);
    if (closing === null) timer = setTimeout(closeIfIdle, LINGER_MS);
  }

  function close(last = () => {}): Promise<void> {
    closing ??= (async () => {
      clearTimeout(timer);
      try {
        const found = await (running ?? server.adopt()).catch(() => null);
        await found?.stop();
        last();
        if (disposable) server.discard?.();
      } finally {
        finish();
      }
    })();
    return closing;
  }

  /** Starts it, or joins whoever starts it already. */
  async function start(options: Options): Promise<Running<Info>> {
    running ??= (async () => {
      disposable = server.isDisposable?.(options) === true;
      const found = (await server.adopt()) ?? (await server.start(options));
      // A server that ends by itself takes its keeper with it: the next user starts both anew.
      void found.ended.then(() => close());
      return found;
    })();
    const found = await running.catch((error: unknown) => {
      // The next one may ask for something that works.
      running = null;
      throw error;
    });
    const refusal = server.refuse(found.info, options);
    if (refusal !== null) throw refusal;
    return found;
  }

  async function answer(socket: Socket, { want, protocol, options }: Question): Promise<Answer> {
    if (protocol !== PROTOCOL) throw anotherVersion();
    if (want === "use") users.add(socket);
    let info: unknown = null;
    if (want === "use" || want === "pin") {
      const found = await start(options as Options);
      // It died a moment ago: this keeper goes too, and whoever asks gets the next one.
      if (!found.isAlive()) {
        await close();
        return { closing: true };
      }
      info = found.info;
    }
    if (want === "status") info = (await running?.catch(() => null))?.info ?? null;
    if (want === "stop" || want === "reset") {
      pinned = false;
      await close(want === "reset" ? () => server.remove() : undefined);
    }
    if (want === "pin") pinned = true;
    return { ok: true, info, users: users.size, pinned };
  }

  return {
    done,
    close: () => close(),
    serve(socket) {
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        // Whoever only looked does not prolong its life.
        if (users.delete(socket)) linger();
      });
      void hear<Question>(socket)
        .then(async (question) => {
          if (question === null) return;
          if (closing !== null) return say(socket, { closing: true });
          busy++;
          try {
            say(socket, await answer(socket, question));
          } catch (error) {
            say(socket, { ok: false, error: packError(asServerError(error)) });
          } finally {
            busy--;
            if (question.want !== "status") linger();
          }
        })
        .catch(() => socket.destroy());
    },
  };
}

/** What the system refuses (no space, no right) is no bug of ours. */
function asServerError(error: unknown): GodwitError {
  if (error instanceof Error && "syscall" in error) {
    return new GodwitError("WRITE_FAILED", `cannot work with the embedded server: ${error.message}`, {
      cause: error,
    });
  }
  return asGodwitError(error);
}

function anotherVersion(): GodwitError {
  return new GodwitError("SERVER_START", "the embedded server was started by another version of Godwit", {
    hint: "stop it with that version's `godwit db stop`, then run the command again",
  });
}
