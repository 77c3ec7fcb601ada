// Where the shared server of a major lives during one test run.
import { join } from "node:path";

export function serverFolder(servers: string, major: number): string {
  return join(servers, `postgres-${major}`);
}
