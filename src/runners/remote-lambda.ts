// Runs an action in the Lambda function of a bundle, invocation after invocation until it is done.
import { GodwitError } from "../core/errors.ts";
import type { Reporter } from "../core/event.ts";
import { type AwsPlace, awsFailure, awsService } from "./aws-package.ts";

export interface LambdaPlace extends AwsPlace {
  readonly function: string;
}

export interface RemoteOptions {
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

/** The document of a command line, as the function answers it. */
export interface RemoteDocument {
  readonly ok: boolean;
  readonly status: number;
  readonly continue?: boolean;
  readonly database?: string | null;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
  readonly migrations?: readonly { readonly version: string; readonly name: string }[];
  readonly [field: string]: unknown;
}

/** A run of this many slices is not coming to an end. */
const MOST_SLICES = 1_000;

/** Throws CONNECT, RIGHTS, CONFIG_INVALID and, where the function itself failed, SERVER_ERROR. */
export async function runOnLambda(
  place: LambdaPlace,
  event: Readonly<Record<string, unknown>>,
  { report, signal }: RemoteOptions,
): Promise<RemoteDocument> {
  const service = await awsService("@aws-sdk/client-lambda", "LambdaClient", place);
  const migrations: { version: string; name: string }[] = [];
  try {
    for (let slice = 1; ; slice++) {
      const document = await invoke(service, place.function, event);
      migrations.push(...(document.migrations ?? []));
      const whole = document.migrations ? { ...document, migrations } : document;
      if (!document.continue || slice >= MOST_SLICES) return whole;
      const message = `${document.error?.message ?? "not done yet"} (${slice} done)`;
      report({ type: "note", message });
      if (signal.aborted) return whole;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  } finally {
    service.close();
  }
}

async function invoke(
  service: Awaited<ReturnType<typeof awsService>>,
  name: string,
  event: object,
): Promise<RemoteDocument> {
  let answer: { readonly Payload?: Uint8Array; readonly FunctionError?: string };
  try {
    answer = await service.call("Invoke", {
      FunctionName: name,
      Payload: Buffer.from(JSON.stringify(event)),
    });
  } catch (thrown) {
    throw awsFailure(`the function ${name} could not be invoked`, thrown);
  }
  const text = Buffer.from(answer.Payload ?? []).toString("utf8");
  const payload: unknown = text === "" ? null : JSON.parse(text);
  if (answer.FunctionError) {
    const said =
      typeof payload === "object" && payload !== null && "errorMessage" in payload
        ? String(payload.errorMessage)
        : text;
    throw new GodwitError("SERVER_ERROR", `the function ${name} failed: ${said}`, {
      hint: `see its log: aws logs tail /aws/lambda/${name} --since 1h`,
    });
  }
  if (typeof payload === "object" && payload !== null && "ok" in payload && "status" in payload)
    return payload as RemoteDocument;
  throw new GodwitError(
    "CONFIG_INVALID",
    `the function ${name} is none of Godwit's: it answered ${text.slice(0, 100)}`,
    {
      hint: "name the function of a bundle in `lambda.function`",
    },
  );
}
