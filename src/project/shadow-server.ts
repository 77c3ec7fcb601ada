// Where a project's shadows come from: an embedded server of the target's major, or the URL that is set.
import type { ShadowServer } from "../core/schema-database.ts";
import { PostgresShadowServer, type ShadowHost } from "../postgres/shadow-server.ts";

export interface ShadowServerOptions {
  /** A URL on which databases may be created; embedded servers unless given. */
  readonly url?: string | undefined;
  /** Folder where the lookup of the binaries starts. */
  readonly from: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Nothing is started before the first shadow is opened. Close it when done. */
export function shadowServer({ url, from, variables, signal }: ShadowServerOptions): ShadowServer {
  return new PostgresShadowServer({
    async host({ major, ownCluster }): Promise<ShadowHost> {
      if (url !== undefined) return { url, sort: "named", release: async () => undefined };
      const { useShadowPostgres, useThrowAwayPostgres } = await import("../servers/shadow-postgres.ts");
      const used = await (ownCluster ? useThrowAwayPostgres : useShadowPostgres)({ major, from });
      return { url: used.url, sort: ownCluster ? "own" : "shared", release: () => used.release() };
    },
    async connect(address, applicationName) {
      const { pgDriver } = await import("../drivers/pg.ts");
      return (await pgDriver({ url: address, env: url === undefined ? {} : variables })).connect(
        applicationName,
      );
    },
    ...(signal ? { signal } : {}),
  });
}
