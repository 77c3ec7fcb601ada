// AWS Lambda: the handlers of a bundle.
import type { BundleParts } from "../project/bundled-project.ts";
import { direct, type Open } from "./lambda/direct.ts";
import type { Handler } from "./lambda/invocation.ts";

export interface LambdaHandlers {
  /** Direct invocations. */
  readonly handler: Handler;
}

/** What the module that `godwit bundle` writes exports. */
export function lambda(parts: BundleParts): LambdaHandlers {
  const open: Open = async ({ slice, report, environment }) => {
    const { openBundled } = await import("../project/bundled-project.ts");
    const { signal } = slice;
    return openBundled(parts, { slice, signal, report, environment, variables: variablesOf(process.env) });
  };
  return {
    handler: (event, context) => direct(open, event, context),
  };
}

/** The history names who ran: an account of the sandbox would tell nobody anything. */
function variablesOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { AWS_LAMBDA_FUNCTION_NAME: name, GODWIT_USER } = env;
  return name && !GODWIT_USER ? { ...env, GODWIT_USER: `lambda:${name}` } : env;
}
