// A PgBouncer in transaction mode in front of one database, where the program is installed.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { withClient } from "./database.ts";
import { installedProgram } from "./installed-program.ts";

export function hasPgBouncer(): string | null {
  return installedProgram("pgbouncer") ?? (existsSync("/usr/sbin/pgbouncer") ? "/usr/sbin/pgbouncer" : null);
}

/** Answers the database's URL through the pooler; ended with the test. */
export async function pgBouncer(url: string, poolSize: number): Promise<string> {
  const target = new URL(url);
  const folder = mkdtempSync(join(tmpdir(), "godwit-bouncer-"));
  const port = await freePort();
  const name = target.pathname.slice(1);
  const password = decodeURIComponent(target.password);
  writeFileSync(join(folder, "users.txt"), `"${target.username}" "${password}"\n`);
  writeFileSync(
    join(folder, "pgbouncer.ini"),
    `[databases]
${name} = host=${target.hostname} port=${target.port} dbname=${name} user=${target.username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${join(folder, "users.txt")}
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
logfile = ${join(folder, "log")}
`,
  );
  const child = start(folder);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  target.port = String(port);
  const end = Date.now() + 15_000;
  for (;;) {
    try {
      await withClient(target.href, (client) => client.query("select 1"));
      return target.href;
    } catch (error) {
      if (Date.now() > end) throw new Error(readFileSync(join(folder, "log"), "utf8"), { cause: error });
      await sleep(50);
    }
  }
}

/** It refuses to run as root. */
function start(folder: string): ChildProcess {
  const isRoot = process.getuid?.() === 0;
  const nobody = 65_534;
  if (isRoot) {
    chmodSync(folder, 0o700);
    for (const path of [folder, join(folder, "users.txt"), join(folder, "pgbouncer.ini")])
      chownSync(path, nobody, nobody);
  }
  return spawn(hasPgBouncer() as string, [join(folder, "pgbouncer.ini")], {
    stdio: "ignore",
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
