import { createConnection, createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GodwitError } from "../core/errors.ts";
import { type Keep, keep } from "./keep.ts";
import type { KeptServer } from "./kept-server.ts";
import { newSocketPath, removeSocketPath } from "./socket-folder.ts";
import { type Answer, hear, PROTOCOL, say, type Want } from "./wire.ts";

/** A server that is a variable: what the keeper does to it is written down. */
class Variable
  implements KeptServer<{ readonly fail?: boolean; readonly mode?: string }, { readonly mode: string }>
{
  readonly calls: string[] = [];
  alive = false;
  end = () => {};

  async start({ fail, mode = "plain" }: { readonly fail?: boolean; readonly mode?: string }) {
    this.calls.push("start");
    await sleep(20);
    if (fail === true) throw new GodwitError("SERVER_START", "it does not start", { hint: "try harder" });
    this.alive = true;
    const ended = new Promise<void>((resolve) => {
      this.end = () => {
        this.alive = false;
        resolve();
      };
    });
    const stop = async () => {
      this.calls.push("stop");
      this.end();
    };
    return { info: { mode }, isAlive: () => this.alive, ended, stop };
  }
  async adopt() {
    return null;
  }
  refuse(info: { readonly mode: string }, { mode = "plain" }: { readonly mode?: string }) {
    return mode === info.mode ? null : new GodwitError("SERVER_START", `it runs as ${info.mode}`);
  }
  remove() {
    this.calls.push("remove");
  }
}

let variable: Variable;
let kept: Keep;
let server: Server;
let path = "";

beforeEach(async () => {
  variable = new Variable();
  kept = keep(variable);
  path = newSocketPath();
  server = createServer((socket) => kept.serve(socket));
  await new Promise<void>((resolve) => server.listen(path, resolve));
});
afterEach(async () => {
  await kept.close();
  server.close();
  removeSocketPath(path);
});

async function ask(want: Want, options: unknown = {}, protocol = PROTOCOL) {
  const socket = createConnection(path);
  say(socket, { protocol, want, options });
  return { answer: await hear<Answer>(socket), leave: () => socket.destroy() };
}

function isDone(): Promise<boolean> {
  return Promise.race([kept.done.then(() => true), sleep(0, false)]);
}

test("users at once start it once; it lingers after the last, and then stops", async () => {
  const users = await Promise.all([ask("use"), ask("use"), ask("use")]);
  for (const { answer } of users) expect(answer).toMatchObject({ ok: true, info: { mode: "plain" } });
  for (const { leave } of users) leave();
  await sleep(100);
  expect(await isDone()).toBe(false);
  const late = await ask("use");
  expect(late.answer).toMatchObject({ ok: true, users: 1 });
  await sleep(500);
  expect(await isDone()).toBe(false);
  late.leave();
  await kept.done;
  expect(variable.calls).toEqual(["start", "stop"]);
});

test("whoever only looks does not keep it", async () => {
  const user = await ask("use");
  user.leave();
  for (let looks = 0; looks < 10 && !(await isDone()); looks++) {
    (await ask("status")).leave();
    await sleep(60);
  }
  expect(await isDone()).toBe(true);
});

test("pinned, it stays without users until it is stopped", async () => {
  expect((await ask("pin")).answer).toMatchObject({ ok: true, pinned: true, users: 0 });
  await sleep(500);
  expect(await isDone()).toBe(false);
  expect((await ask("stop")).answer).toMatchObject({ ok: true });
  await kept.done;
  expect((await ask("use")).answer).toEqual({ closing: true });
  expect(variable.calls).toEqual(["start", "stop"]);
});

test("reset removes the data once it is stopped", async () => {
  await ask("use");
  await ask("reset");
  expect(variable.calls).toEqual(["start", "stop", "remove"]);
});

test("a failed start is told with its hint, and the next one may have more luck", async () => {
  const failed = await ask("use", { fail: true });
  expect(failed.answer).toEqual({
    ok: false,
    error: { code: "SERVER_START", message: "it does not start", hint: "try harder" },
  });
  expect((await ask("use")).answer).toMatchObject({ ok: true });
});

test("what the system refuses is not called our bug", async () => {
  variable.start = async () => {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), {
      code: "ENOSPC",
      syscall: "write",
    });
  };
  expect((await ask("use")).answer).toMatchObject({
    ok: false,
    error: { code: "WRITE_FAILED", message: expect.stringContaining("no space left") },
  });
});

test("what the running server cannot be is refused; it runs on for the others", async () => {
  await ask("use", { mode: "odd" });
  const refused = await ask("use");
  expect(refused.answer).toMatchObject({ ok: false, error: { message: "it runs as odd" } });
  refused.leave();
  expect((await ask("status")).answer).toMatchObject({ ok: true, users: 1 });
});

test("a server that died is not given out", async () => {
  await ask("use");
  variable.alive = false;
  const asked = ask("use");
  await sleep(50);
  variable.end();
  expect((await asked).answer).toEqual({ closing: true });
});

test("another version of Godwit is told so", async () => {
  expect((await ask("use", {}, PROTOCOL + 1)).answer).toMatchObject({
    ok: false,
    error: { code: "SERVER_START" },
  });
});
