// `godwit/lambda`: the handlers of a function that has the project's folder, with its configuration and packages.
import { loadProject } from "../project/load-project.ts";
import { handlersOf, variablesOf } from "./lambda.ts";

/**
 * Opens the project in LAMBDA_TASK_ROOT for each invocation; docs/lambda.md lists the events.
 *
 * @example
 * export { handler } from "godwit/lambda";
 */
export const { handler, onEvent, isComplete } = handlersOf(async ({ slice, report, environment }) =>
  loadProject(
    {
      cwd: process.env.LAMBDA_TASK_ROOT,
      variables: variablesOf(process.env),
      signal: slice.signal,
      environment,
      report,
    },
    slice,
  ),
);
