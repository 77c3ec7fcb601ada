// What AWS Lambda gives a handler, as far as we use it.

/** The context object of Node.js functions. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
  readonly functionName?: string;
  readonly invokedFunctionArn?: string;
  readonly awsRequestId?: string;
  readonly logGroupName?: string;
  readonly logStreamName?: string;
}

export type Handler<Event = unknown, Answer = unknown> = (
  event: Event,
  context: LambdaContext,
) => Promise<Answer>;
