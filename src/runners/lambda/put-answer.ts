// Puts the answer for CloudFormation to the presigned URL, and tries again where the network is against it.
import { request as insecure } from "node:http";
import { request as secure } from "node:https";
import { GodwitError } from "../../core/errors.ts";

const ATTEMPTS = 5;
const FIRST_DELAY_MS = 200;
const TIMEOUT_MS = 5_000;

/** Throws CONNECT, without the URL: whoever has it can answer for us. */
export async function putAnswer(url: string, answer: object): Promise<void> {
  const body = Buffer.from(JSON.stringify(answer));
  let failure = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, FIRST_DELAY_MS * 2 ** (attempt - 1)));
    try {
      const status = await put(new URL(url), body);
      if (status < 300) return;
      failure = `it answers ${status}`;
      // It has expired or is not ours: it will not change its mind.
      if (status < 500) break;
    } catch (thrown) {
      failure = thrown instanceof Error ? thrown.message : String(thrown);
    }
  }
  throw new GodwitError("CONNECT", `CloudFormation could not be answered: ${failure}`, {
    hint: "a function in a VPC needs a way to S3: a gateway endpoint, or the construct of godwit/cdk, which answers from outside",
  });
}

function put(url: URL, body: Buffer): Promise<number> {
  const request = url.protocol === "http:" ? insecure : secure;
  return new Promise((resolve, reject) => {
    // The signature covers a content type that is empty.
    const headers = { "content-type": "", "content-length": body.length };
    const sent = request(url, { method: "PUT", headers, timeout: TIMEOUT_MS }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 500));
      answer.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    sent.on("error", reject);
    sent.end(body);
  });
}
