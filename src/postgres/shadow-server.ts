// Gives shadows: chooses the server that each needs, makes their databases, and cleans up after the dead.
import { randomBytes } from "node:crypto";
import { GodwitError } from "../core/errors.ts";
import type { RenameWish } from "../core/rename.ts";
import type {
  SchemaText,
  Shadow,
  ShadowNeeds,
  ShadowOptions,
  ShadowServer,
} from "../core/schema-database.ts";
import { lookAround, watchForOurDeath } from "./connection.ts";
import { type DesiredState, readDesired } from "./desired-statements.ts";
import { rolesNamed } from "./parse/roles-named.ts";
import { renamedFrom } from "./renamed-from.ts";
import { serverError } from "./server-error.ts";
import type { SqlSession } from "./session.ts";
import { PostgresShadow } from "./shadow.ts";
import { dropOrphans, dropShadowDatabase, makeShadowDatabase } from "./shadow-database.ts";
import { join, literal, name, sql } from "./sql.ts";

/** A server that shadows may be made on. */
export interface ShadowHost {
  /** Of a database on it, as a user who may create databases. */
  readonly url: string;
  /** `shared`: an embedded one that others use, too. `own`: nobody else's. `named`: a person's, by its URL. */
  readonly sort: "shared" | "own" | "named";
  release(): Promise<void>;
}

export interface ShadowServerParts {
  host(wish: { readonly major: number | undefined; readonly ownCluster: boolean }): Promise<ShadowHost>;
  connect(url: string, applicationName: string): Promise<SqlSession>;
  /** Ends what runs on shadows. */
  readonly signal?: AbortSignal;
}

interface OpenHost {
  readonly host: ShadowHost;
  readonly admin: SqlSession;
  readonly major: number;
  /** How many shadows are on it. */
  databases: number;
}

export class PostgresShadowServer implements ShadowServer {
  readonly #parts: ShadowServerParts;
  readonly #shared = new Map<number | undefined, Promise<OpenHost>>();
  readonly #hosts: OpenHost[] = [];
  readonly #shadows = new Set<Shadow>();
  readonly #unfillable = new Map<string, string>();

  constructor(parts: ShadowServerParts) {
    this.#parts = parts;
  }

  async examine(texts: readonly SchemaText[]): Promise<ShadowNeeds> {
    const desired = await readDesired(texts);
    const { statements, settings } = desired;
    const needed = new Set<string>();
    const made = new Set<string>();
    for (const statement of [...settings, ...statements.map((entry) => entry.statement)]) {
      const parsed = statement.parse();
      if (!("node" in parsed)) continue;
      const roles = rolesNamed(parsed.nodeName, parsed.node);
      for (const role of roles.needed) needed.add(role);
      for (const role of roles.made) made.add(role);
    }
    const roles = [...needed].filter((role) => !made.has(role) && !EVERYWHERE.test(role)).sort();
    const cluster = statements.some(({ reach }) => reach.cluster !== undefined);
    const renames = await renamesIn(texts, desired);
    return {
      roles,
      makes: [...made],
      ownCluster: cluster || roles.length > 0,
      changesServer: cluster,
      renames,
    };
  }

  async open({ major, ownCluster = false, roles = [] }: ShadowOptions): Promise<Shadow> {
    const open = await this.#host(major, ownCluster);
    try {
      await makeRoles(open, roles);
      return await this.#make(open);
    } catch (error) {
      throw serverError(error, "make a shadow database");
    }
  }

  async #make(open: OpenHost, template?: string): Promise<Shadow> {
    const { host, admin } = open;
    const suffix = randomBytes(8).toString("hex");
    open.databases++;
    const database = await makeShadowDatabase(admin, { suffix, ...(template ? { template } : {}) });
    const url = urlOf(host.url, database);
    const reopen = () => this.#session(url, database);
    const shadow: Shadow = new PostgresShadow({
      session: await reopen(),
      url,
      host: new URL(url).hostname,
      ownCluster: host.sort === "own",
      strict: host.sort === "named",
      recipe: recipe(open.major),
      unfillable: this.#unfillable,
      reopen,
      fork: () => this.#make(open, database),
      drop: async () => {
        this.#shadows.delete(shadow);
        open.databases--;
        // A server of its own goes as a whole, with the last of its databases.
        if (host.sort === "own" && open.databases === 0) await this.#leave(open);
        else await dropShadowDatabase(admin, database);
      },
    });
    this.#shadows.add(shadow);
    return shadow;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#shadows].map((shadow) => shadow.close()));
    await Promise.allSettled([...this.#hosts].map((host) => this.#leave(host)));
    this.#shared.clear();
  }

  #host(major: number | undefined, ownCluster: boolean): Promise<OpenHost> {
    if (ownCluster) return this.#openHost(major, true);
    const known = this.#shared.get(major);
    if (known) return known;
    const opening = this.#openHost(major, false);
    this.#shared.set(major, opening);
    opening.catch(() => this.#shared.delete(major));
    return opening;
  }

  async #openHost(major: number | undefined, ownCluster: boolean): Promise<OpenHost> {
    const host = await this.#parts.host({ major, ownCluster });
    let admin: SqlSession | undefined;
    try {
      admin = await this.#parts.connect(host.url, "godwit/shadows");
      const around = await lookAround(admin);
      const found = Math.floor(around.version / 10_000);
      if (host.sort === "named" && major !== undefined && found !== major) throw otherMajor(found, major);
      if (around.pooled) {
        throw new GodwitError("POOLED", "the shadow's server is reached through a pooler", {
          hint: "set `shadow` to a URL that does not pass the pooler",
        });
      }
      await watchForOurDeath(admin, around.version);
      if (host.sort !== "own") await dropOrphans(admin);
      const open = { host, admin, major: found, databases: 0 };
      this.#hosts.push(open);
      return open;
    } catch (error) {
      await admin?.close();
      await host.release();
      throw serverError(error, "use the shadow's server");
    }
  }

  /** A session of a shadow: the signal ends what it runs, and all that would come after. */
  async #session(url: string, purpose: string): Promise<SqlSession> {
    const { connect, signal } = this.#parts;
    signal?.throwIfAborted();
    const session = await connect(url, `godwit/${purpose}`);
    const stop = () => void session.cancel().finally(() => session.close());
    signal?.addEventListener("abort", stop, { once: true });
    session.lost.addEventListener("abort", () => signal?.removeEventListener("abort", stop), { once: true });
    return session;
  }

  async #leave(open: OpenHost): Promise<void> {
    const index = this.#hosts.indexOf(open);
    if (index < 0) return;
    this.#hosts.splice(index, 1);
    await open.admin.close();
    await open.host.release();
  }
}

/** What notes in the texts say was called otherwise before. */
async function renamesIn(
  texts: readonly SchemaText[],
  { statements }: DesiredState,
): Promise<readonly RenameWish[]> {
  const found: RenameWish[] = [];
  for (const { text, file } of texts) {
    const bytes = Buffer.from(text);
    if (!bytes.includes("godwit:renamed-from")) continue;
    const inFile = statements
      .filter(({ statement }) => statement.file === file)
      .map(({ statement }) => ({
        text: statement.text,
        offset: bytes.subarray(0, statement.start).toString("utf8").length,
      }));
    found.push(...(await renamedFrom(bytes.toString("utf8"), { statements: inFile, file })));
  }
  return found;
}

/** The superuser of embedded servers, and the roles that every server has. */
const EVERYWHERE = /^(?:postgres|pg_.*)$/;

/** Superusers that cannot log in: what they own or are granted is proved here, not what they may do. */
async function makeRoles({ host, admin }: OpenHost, roles: readonly string[]): Promise<void> {
  if (roles.length === 0) return;
  const [answer] = await admin.run(
    sql`select wanted as name from unnest(${literal(roles)}) as wanted where wanted not in (select rolname from pg_catalog.pg_roles)`,
  );
  const missing = (answer?.rows ?? []).map((row) => row.name ?? "");
  if (missing.length === 0) return;
  if (host.sort === "own") {
    await admin.run(
      join(
        missing.map((role) => sql`create role ${name(role)} superuser nologin`),
        sql`;\n`,
      ),
    );
    return;
  }
  throw new GodwitError("SHADOW_REFUSED", `the shadow's server has no role ${missing.join(", ")}`, {
    hint: `make it there with \`create role ${missing[0]} nologin\`, or leave the \`shadow\` setting out`,
  });
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

function otherMajor(found: number, major: number): GodwitError {
  const message = `the shadow's server is PostgreSQL ${found}, and the database is ${major}`;
  return new GodwitError("SHADOW_MAJOR", message);
}

function recipe(major: number): string {
  return `set \`shadow\` to the URL of a PostgreSQL ${major} server that has it, on which databases may be created`;
}
