// The least rights that a migrator and an application need, as SQL to review and run.
import type { Surroundings } from "./connection.ts";
import type { Tables } from "./history.ts";
import { name } from "./sql.ts";

export function grantsFor(tables: Tables, { database, user }: Surroundings): string {
  const schema = name(tables.schema).text;
  const migrator = name(user).text;
  return `-- The role that runs migrations (${user}) creates what the migrations create and keeps the history.
grant connect, create, temporary on database ${name(database).text} to ${migrator};
grant usage, create on schema ${schema} to ${migrator};
-- It ends what a killed run left behind and names who blocks it:
grant pg_signal_backend, pg_monitor to ${migrator};
-- To let it create objects as their owner (setting \`role\`):
-- grant app_owner to ${migrator};

-- The application may read the history, never write it (replace app by its role; after the first \`godwit up\`).
-- grant usage on schema ${schema} to app;
-- grant select on ${tables.history.text}, ${tables.lock.text} to app;
-- revoke insert, update, delete, truncate on ${tables.history.text}, ${tables.log.text}, ${tables.lock.text} from app;
`;
}
