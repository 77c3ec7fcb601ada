// The way to a PostgreSQL server in pieces, each with a limit of its own: in a closed network silence is all that a failure says.
import { lookup } from "node:dns/promises";
import { connect, isIP } from "node:net";
import type { Examination } from "../core/engine.ts";
import { asGodwitError, GodwitError } from "../core/errors.ts";
import { type Address, addressOf } from "../drivers/pg-address.ts";
import type { Target } from "../settings/settings.ts";
import { reached } from "./aws-target.ts";

const LIMIT_MS = 3_000;

/** Ends with the first piece that fails. Nothing for the embedded server, and where no server is meant. */
export async function reachChecks(
  target: Target | undefined,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<readonly Examination[]> {
  if (!target) return [];
  const checks: Examination[] = [];
  let address: Address | undefined;
  const pieces: readonly (readonly [name: string, look: () => Promise<string>])[] = [
    [
      "address",
      async () => {
        const value = reached(target);
        address = addressOf(typeof value === "string" ? value : await value(), variables);
        return `${address.user} on ${address.host}:${address.port}, by ${target.origin}`;
      },
    ],
    ["writer", async () => direct(address as Address)],
    ["name", async () => named(address as Address)],
    ["network", async () => answers(address as Address)],
  ];
  for (const [name, look] of pieces) {
    try {
      checks.push({ name, ok: true, message: await within(look()) });
    } catch (thrown) {
      const { message, hint } = asGodwitError(thrown);
      return [...checks, { name, ok: false, message, hint }];
    }
  }
  return checks;
}

/** RDS Proxy shares sessions; a reader's endpoint is refused when it is connected to. */
async function direct({ host }: Address): Promise<string> {
  if (!/\.proxy-[a-z0-9]+\./i.test(host)) return "no proxy of RDS is between";
  throw new GodwitError("POOLED", `${host} is RDS Proxy, where locks and settings of a session are lost`, {
    hint: "use the endpoint of the cluster's writer, or of the instance",
  });
}

async function named({ host, socketFolder }: Address): Promise<string> {
  if (socketFolder !== undefined || isIP(host)) return "no name has to be looked up";
  try {
    const { address } = await lookup(host);
    return `${host} is ${address}`;
  } catch (cause) {
    throw new GodwitError("CONNECT", `the name ${host} is not known here`, {
      cause,
      hint: "check the host; in a VPC, DNS resolution must be on",
    });
  }
}

function answers({ host, port, socketFolder }: Address): Promise<string> {
  if (socketFolder !== undefined) return Promise.resolve(`a socket in ${socketFolder}`);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: LIMIT_MS });
    const fail = (why: string): void => {
      socket.destroy();
      reject(
        new GodwitError("CONNECT", `${host}:${port} does not answer: ${why}`, {
          hint: "the server's security group must let this one in on its port, and both need a route",
        }),
      );
    };
    socket.on("connect", () => {
      socket.destroy();
      resolve(`${host}:${port} answers`);
    });
    socket.on("timeout", () => fail(`silence for ${LIMIT_MS / 1000} s`));
    socket.on("error", ({ message }) => fail(message));
  });
}

async function within(work: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new GodwitError("CONNECT", `no answer within ${LIMIT_MS / 1000} s`, {
      hint: "a subnet without internet needs an endpoint for each service of AWS: Secrets Manager, KMS, Logs",
    });
    timer = setTimeout(() => reject(error), LIMIT_MS + 100);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
