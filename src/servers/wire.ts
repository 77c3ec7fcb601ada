// What keeper and clients say to each other: one JSON document per line, one question per connection.
import type { Socket } from "node:net";
import { CODES, type Code, GodwitError } from "../core/errors.ts";

/** A keeper lives on while Godwit is upgraded; they must not misunderstand each other. */
export const PROTOCOL = 1;

/** `use` lasts as long as the connection; `pin` until `stop`. */
export type Want = "use" | "pin" | "status" | "stop" | "reset";

export interface Question {
  readonly protocol: number;
  readonly want: Want;
  readonly options: unknown;
}

export type Answer =
  | { readonly ok: true; readonly info: unknown; readonly users: number; readonly pinned: boolean }
  | { readonly ok: false; readonly error: WireError }
  /** The keeper is on its way out: wait for the end of the connection, then ask the next one. */
  | { readonly closing: true };

export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export function say(socket: Socket, line: Question | Answer): void {
  if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
}

/** The first line that comes, or null when the connection ends without one. */
export function hear<T>(socket: Socket): Promise<T | null> {
  return new Promise((resolve, reject) => {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end < 0) return;
      try {
        resolve(JSON.parse(text.slice(0, end)) as T);
      } catch (error) {
        reject(error);
      }
    });
    socket.once("close", () => resolve(null));
  });
}

export function packError({ code, message, hint }: GodwitError): WireError {
  return { code, message, hint };
}

export function unpackError({ code, message, hint }: WireError): GodwitError {
  return new GodwitError(isCode(code) ? code : "SERVER_START", message, { hint });
}

function isCode(code: string): code is Code {
  return Object.hasOwn(CODES, code);
}
