// Runs the example project on the embedded server: `npm run example`. It works in a copy and leaves nothing behind.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const cwd = realpathSync(mkdtempSync(join(tmpdir(), "godwit-example-")));

function say(text) {
  process.stdout.write(`\n# ${text}\n`);
}

function godwit(...words) {
  process.stdout.write(`$ godwit ${words.join(" ")}\n`);
  const main = join(root, "dist/cli/main.js");
  // Settings of whoever runs this must not lead the example to another database.
  const own = Object.entries(process.env).filter(([name]) => !/^(?:GODWIT_|PG|DATABASE_URL$)/.test(name));
  const env = Object.fromEntries(own);
  const { status, error } = spawnSync(process.execPath, [main, ...words], { cwd, env, stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) throw new Error(`godwit ${words.join(" ")} ended with status ${status}`);
}

execFileSync(process.execPath, [join(root, "scripts/build.mjs"), "--no-types"], { stdio: "inherit" });
cpSync(join(root, "examples/shop"), cwd, { recursive: true });
try {
  say("a real PostgreSQL server, from npm; it is kept running for the application until `db stop`");
  godwit("db", "start");

  say("a shop with four migrations applied, and two to come");
  godwit("up", "--to", "004", "--quiet");
  godwit("status");

  say(
    "what the next run would do: one of them is not atomic, because an index is built without blocking writers",
  );
  godwit("up", "--dry-run");

  say("apply it");
  godwit("up");
  godwit("status");

  say("take the newest one back, with its rollback file; then apply it again");
  godwit("down");
  godwit("up");

  say("what happened; every line is chained to the one before by a hash");
  godwit("history", "--verify");
} finally {
  execFileSync(process.execPath, [join(root, "dist/cli/main.js"), "db", "reset", "--yes"], {
    cwd,
    stdio: "ignore",
  });
  rmSync(cwd, { recursive: true, force: true });
}
