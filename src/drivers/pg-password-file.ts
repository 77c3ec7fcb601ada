// Looks a password up where psql would: in `~/.pgpass`, or in what PGPASSFILE or `passfile` name.
import { createReadStream, type Stats, statSync } from "node:fs";
import pgpass from "pgpass/lib/helper.js";
import { GodwitError } from "../core/errors.ts";
import type { Address } from "./pg-address.ts";

// Its own warnings would go straight to stderr.
pgpass.warnTo(null);

/** Asked only when the server wants a password and none was given. */
export async function fromPasswordFile(address: Address): Promise<string> {
  const password = await findPassword(address);
  if (password !== undefined) return password;
  const { user, host, port, socketFolder } = address;
  const where = socketFolder ?? `${host}:${port}`;
  throw new GodwitError("AUTHENTICATION", `${where} wants a password of user "${user}", and none was given`, {
    hint: "put it into the URL, PGPASSWORD or ~/.pgpass; `godwit config` shows where the URL comes from",
  });
}

async function findPassword(address: Address): Promise<string | undefined> {
  const file = address.passwordFile ?? pgpass.getFileName();
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return undefined;
  refuseOpen(file, found);
  const { host, port, database, user, socketFolder } = address;
  // As libpq does: a socket's line may name its folder, or localhost.
  const hosts = socketFolder === undefined ? [host] : [host, "localhost"];
  for (const name of hosts) {
    const password = await look(file, { host: name, port, database, user });
    if (password !== undefined) return password;
  }
  return undefined;
}

/** psql ignores such a file with a warning; the error would then only say that there is no password. */
function refuseOpen(file: string, { mode }: Stats): void {
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  throw new GodwitError(
    "AUTHENTICATION",
    `the password file ${file} may be read by others, so it is not used`,
    {
      hint: `run chmod 600 ${file}`,
    },
  );
}

function look(file: string, wanted: Parameters<typeof pgpass.getPassword>[0]): Promise<string | undefined> {
  return new Promise((resolve) => pgpass.getPassword(wanted, createReadStream(file), resolve));
}
