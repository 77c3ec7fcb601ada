// A program that uses an embedded server until its input ends: the tests run it in processes of its own.
import { asGodwitError } from "../../src/core/errors.ts";
import { useDynamodb } from "../../src/servers/embedded-dynamodb.ts";
import { type EmbeddedPostgres, usePostgres } from "../../src/servers/embedded-postgres.ts";

const { dynamodb, ...options } = JSON.parse(process.argv[2] ?? "{}") as EmbeddedPostgres & {
  dynamodb?: boolean;
};
try {
  const used = dynamodb === true ? await useDynamodb(options) : await usePostgres(options);
  process.stdout.write(`${JSON.stringify(used)}\n`);
  process.stdin.resume();
  process.stdin.on("end", () => void used.release());
} catch (error) {
  const { code, message, hint } = asGodwitError(error);
  process.stdout.write(`${JSON.stringify({ error: { code, message, hint } })}\n`);
}
