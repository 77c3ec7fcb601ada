// Makes the data folder of a new PostgreSQL: a copy of a cluster that was initialised once, with its own password.
import { randomBytes } from "node:crypto";
import { appendFileSync, chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "../core/digest.ts";
import type { Binaries } from "./binaries.ts";
import { cacheFolder } from "./cache-folder.ts";
import { copyTree } from "./copy-tree.ts";
import { randomPassword, scramVerifier } from "./password.ts";
import { publishFolder } from "./publish-folder.ts";
import { runProgram } from "./run-program.ts";
import type { ServerUser } from "./server-user.ts";

export const SUPERUSER = "postgres";

/** What every new cluster says in its postgresql.conf; changing it makes new cached clusters. */
const SETTINGS = `
# Godwit: for the embedded server
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
`;

export interface NewCluster {
  readonly binaries: Binaries;
  readonly user: ServerUser | null;
  readonly password: string;
  /** Whether it must survive a crash of the operating system. */
  readonly durable: boolean;
}

/** Makes `data`, whole or not at all. The cached cluster's own password is random and forgotten. */
export async function makeCluster(data: string, cluster: NewCluster): Promise<void> {
  const { binaries, user, password, durable } = cluster;
  await publishFolder(data, async (draft) => {
    if (process.platform === "win32") {
      // Under an administrator `postgres --single` refuses to run, so the password is given to initdb itself.
      return initialise(draft, cluster, password);
    }
    copyTree(await cachedCluster(cluster), draft, { folder: 0o700, owner: user });
    await setPassword(draft, cluster);
    if (durable) await runProgram(binaries, { name: "initdb", args: ["--sync-only", "-D", draft], user });
  });
}

/** Sets the superuser's password without a server that anybody could reach. */
export async function setPassword(
  data: string,
  { binaries, user, password }: Omit<NewCluster, "durable">,
): Promise<void> {
  await runProgram(binaries, {
    name: "postgres",
    args: ["--single", "-D", data, "-c", "exit_on_error=on", "-c", "log_checkpoints=off", "postgres"],
    user,
    input: `alter role ${SUPERUSER} password '${scramVerifier(password)}'\n`,
  });
}

async function cachedCluster(cluster: NewCluster): Promise<string> {
  const { release, platform, major } = cluster.binaries;
  const recipe = sha256(JSON.stringify([initdbOptions(major), SETTINGS])).slice(0, 8);
  const folder = join(cacheFolder(cluster.user), `cluster-${release}-${platform}-${recipe}`);
  await publishFolder(folder, (draft) => initialise(draft, cluster, randomPassword()));
  return folder;
}

async function initialise(data: string, cluster: NewCluster, password: string): Promise<void> {
  const { binaries, user } = cluster;
  const secret = join(dirname(data), `password-${randomBytes(6).toString("hex")}`);
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(secret, password, { mode: 0o600 });
  if (user !== null) for (const path of [data, secret]) chownSync(path, user.uid, user.gid);
  try {
    const args = [...initdbOptions(binaries.major), `--pwfile=${secret}`, "-D", data];
    await runProgram(binaries, { name: "initdb", args, user });
  } finally {
    rmSync(secret, { force: true });
  }
  appendFileSync(join(data, "postgresql.conf"), SETTINGS);
  chmodSync(data, 0o700);
}

/** UTF-8 and the order of code points, the same on every machine: what a migration does must not depend on it. */
function initdbOptions(major: number): readonly string[] {
  const auth = ["--auth-local=scram-sha-256", "--auth-host=scram-sha-256"];
  return ["-U", SUPERUSER, "-E", "UTF8", ...auth, ...localeOptions(major)];
}

function localeOptions(major: number): readonly string[] {
  if (major >= 17) return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  // Only Linux has C.UTF-8 in its C library; elsewhere upper() and lower() of these majors know ASCII only.
  return [process.platform === "linux" ? "--locale=C.UTF-8" : "--locale=C"];
}
