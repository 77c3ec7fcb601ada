// Follows what a task writes, where its containers log to CloudWatch.
import type { AwsService } from "../aws-package.ts";

export interface LogPlace {
  readonly group: string;
  readonly stream: string;
}

export interface TaskLog {
  /** Tells what is new; a log that is not there yet is no error. */
  look(): Promise<void>;
}

interface Events {
  readonly events?: readonly { readonly message?: string }[];
  readonly nextForwardToken?: string;
}

const PAGES_A_LOOK = 20;

export function taskLog(
  service: AwsService,
  { group, stream }: LogPlace,
  tell: (line: string) => void,
): TaskLog {
  let token: string | undefined;
  return {
    async look() {
      for (let page = 0; page < PAGES_A_LOOK; page++) {
        let found: Events;
        try {
          found = await service.call<Events>("GetLogEvents", {
            logGroupName: group,
            logStreamName: stream,
            startFromHead: true,
            ...(token === undefined ? {} : { nextToken: token }),
          });
        } catch {
          return;
        }
        for (const { message = "" } of found.events ?? []) tell(message);
        // The same token as before means that there is no more for now.
        if (found.nextForwardToken === token) return;
        token = found.nextForwardToken;
      }
    },
  };
}
