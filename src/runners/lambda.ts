// AWS Lambda: the handlers of a bundle, and of a function that has the project's folder.
import { reportTo } from "../core/event.ts";
import type { BundleParts } from "../project/bundled-project.ts";
import { cloudFormation } from "./lambda/cloudformation.ts";
import { direct, type Open } from "./lambda/direct.ts";
import type { Handler } from "./lambda/invocation.ts";
import { type IsCompleteAnswer, isComplete, type OnEventAnswer, onEvent } from "./lambda/provider.ts";
import { isStackEvent, type StackEvent } from "./lambda/stack-event.ts";

export interface LambdaHandlers {
  /** Direct invocations, and custom resources whose service token is the function itself. */
  readonly handler: Handler;
  /** For CDK's provider framework. */
  readonly onEvent: Handler<StackEvent, OnEventAnswer>;
  readonly isComplete: Handler<StackEvent, IsCompleteAnswer>;
}

/** What the module that `godwit bundle` writes exports. */
export function lambda(parts: BundleParts): LambdaHandlers {
  return handlersOf(async ({ slice, report, environment }) => {
    const { openBundled } = await import("../project/bundled-project.ts");
    const variables = variablesOf(process.env);
    return openBundled(parts, {
      slice,
      signal: slice.signal,
      report: reportTo([report]),
      environment,
      variables,
    });
  });
}

export function handlersOf(open: Open): LambdaHandlers {
  return {
    handler: (event, context) =>
      isStackEvent(event) ? cloudFormation(open, event, context) : direct(open, event, context),
    onEvent: (event, context) => onEvent(open, event, context),
    isComplete: (event, context) => isComplete(open, event, context),
  };
}

/** The history names who ran: an account of the sandbox would tell nobody anything. */
export function variablesOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { AWS_LAMBDA_FUNCTION_NAME: name, GODWIT_USER } = env;
  return name && !GODWIT_USER ? { ...env, GODWIT_USER: `lambda:${name}` } : env;
}
