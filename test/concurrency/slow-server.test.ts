// A server that is there but too busy to answer in time is asked again; one that is not there is told at once.
import { createServer, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { subjectOf } from "../crash/subject.ts";
import { godwit } from "../support/godwit.ts";
import { wireProxy } from "../support/wire-proxy.ts";

const FILES = { "001_base.sql": "create table t (n int);" };

test("a server that answers only after a while", async () => {
  const { folder, url } = await subjectOf(FILES);
  const proxy = await wireProxy(url);
  onTestFinished(() => proxy.close());
  proxy.freeze(true);
  const thaw = setTimeout(() => proxy.freeze(false), 4_000);
  const slow = new URL(proxy.url);
  slow.searchParams.set("connect_timeout", "2");
  const { status, stderr } = await godwit(["up"], { cwd: folder, env: { DATABASE_URL: slow.href } });
  clearTimeout(thaw);
  expect(status, stderr).toBe(0);
});

test("a server that never answers", async () => {
  const { folder } = await subjectOf(FILES);
  const { port, close } = await mute();
  onTestFinished(close);
  const url = `postgresql://me:secret@127.0.0.1:${port}/app?connect_timeout=2&sslmode=disable`;
  const start = performance.now();
  const run = await godwit(["up", "--wait", "4s"], { cwd: folder, env: { DATABASE_URL: url } });
  expect(run.status).toBe(1);
  expect(run.stderr).toMatch(/CONNECT: .*too slow/);
  expect(performance.now() - start).toBeGreaterThan(4_000);
});

/** Takes connections and says nothing. */
async function mute(): Promise<{ readonly port: number; readonly close: () => void }> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    socket.on("error", () => undefined);
    open.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    for (const socket of open) socket.destroy();
    server.close();
  };
  return { port: (server.address() as { port: number }).port, close };
}
