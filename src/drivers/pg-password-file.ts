// Looks a password up where psql would: in `~/.pgpass`, or in what PGPASSFILE names.
import type { Address } from "./pg-address.ts";

/** Asked only when the server wants a password and none was given. */
export async function fromPasswordFile(address: Address): Promise<string> {
  const { default: pgpass } = await import("pgpass");
  const wanted = { host: address.host, port: address.port, database: address.database, user: address.user };
  return new Promise((resolve) => pgpass(wanted, (password) => resolve(password as string)));
}
