// Runs a command in a task of ECS on Fargate, follows its log, and waits until it has stopped.
import { randomUUID } from "node:crypto";
import { GodwitError } from "../core/errors.ts";
import type { Reporter } from "../core/event.ts";
import { type AwsService, awsFailure, awsService } from "./aws-package.ts";
import { type EcsPlace, type EcsSettings, ecsPlace } from "./ecs/place.ts";
import { type TaskLog, taskLog } from "./ecs/task-log.ts";
import { type Task, verdictOn } from "./ecs/verdict.ts";

export interface EcsRun {
  readonly settings: EcsSettings;
  /** What the container's entry point gets. */
  readonly words: readonly string[];
  /** Start it and go. */
  readonly detach: boolean;
  readonly report: Reporter;
  /** Ctrl-C: the task is asked to stop, which ends after what it cannot interrupt. */
  readonly signal: AbortSignal;
  /** Hears the task's own output, line by line. */
  readonly tell: (line: string) => void;
  /** How often a task is looked at; for tests. */
  readonly pollMs?: number;
}

export interface EcsResult {
  readonly task: string;
  readonly error: GodwitError | null;
}

interface Definition {
  readonly containers: readonly ContainerDefinition[];
}

interface ContainerDefinition {
  readonly name?: string;
  readonly essential?: boolean;
  readonly logConfiguration?: {
    readonly logDriver?: string;
    readonly options?: Readonly<Record<string, string>>;
  };
}

const PLACING_TRIES = 6;
const POLL_MS = 3_000;
/** As long as ECS cannot be asked: the task goes on meanwhile. */
const LOST_MS = 5 * 60_000;

/**
 * Starts a task with `words` for its command, follows it, and answers when it has stopped; `error` says how it failed.
 *
 * Throws where no task could be started: CONFIG_INVALID, RIGHTS, SERVER_ERROR, CONNECT.
 *
 * @example
 * const { error } = await runOnEcs({ settings: { stack: "prod" }, words: ["up"], detach: false, report, signal, tell });
 */
export async function runOnEcs(run: EcsRun): Promise<EcsResult> {
  const place = await ecsPlace(run.settings);
  const service = await awsService("@aws-sdk/client-ecs", "ECSClient", place);
  try {
    const definition = await definitionOf(service, place);
    const task = await start(service, place, { run, definition });
    run.report({ type: "note", message: `started ${task}` });
    if (run.detach) return { task, error: null };
    const { log, close } = await logOf(place, definition, { run, task });
    try {
      const ended = await stopped(service, place, { run, task, log });
      await log?.look();
      const essential = definition.containers.filter((one) => one.essential !== false);
      return { task, error: verdictOn(ended, new Set(essential.map(({ name = "" }) => name))) };
    } finally {
      close();
    }
  } finally {
    service.close();
  }
}

async function definitionOf(service: AwsService, { taskDefinition }: EcsPlace): Promise<Definition> {
  try {
    const { taskDefinition: found } = await service.call<{
      readonly taskDefinition?: { readonly containerDefinitions?: readonly ContainerDefinition[] };
    }>("DescribeTaskDefinition", { taskDefinition });
    return { containers: found?.containerDefinitions ?? [] };
  } catch (thrown) {
    throw awsFailure(`the task definition ${taskDefinition} could not be read`, thrown);
  }
}

interface Start {
  readonly run: EcsRun;
  readonly definition: Definition;
}

/** An answer of 200 may have no task in it: capacity is tried again, anything else is not. */
async function start(service: AwsService, place: EcsPlace, { run, definition }: Start): Promise<string> {
  const name = place.container ?? definition.containers[0]?.name;
  const { cluster, taskDefinition, subnets, securityGroups } = place;
  const startedBy = `godwit-${randomUUID().slice(0, 8)}`;
  for (let attempt = 1; ; attempt++) {
    let answer: {
      readonly tasks?: readonly Task[];
      readonly failures?: readonly { readonly reason?: string; readonly detail?: string }[];
    };
    try {
      answer = await service.call("RunTask", {
        cluster,
        taskDefinition,
        startedBy,
        launchType: "FARGATE",
        count: 1,
        // AWS's package sends a request again whose answer was lost: with the same token, no second task starts.
        clientToken: randomUUID(),
        networkConfiguration: {
          awsvpcConfiguration: { subnets, securityGroups, assignPublicIp: "DISABLED" },
        },
        overrides: { containerOverrides: [{ name, command: [...run.words] }] },
      });
    } catch (thrown) {
      throw awsFailure(`no task could be started in ${cluster}`, thrown);
    }
    const arn = answer.tasks?.[0]?.taskArn;
    if (arn) return arn;
    const why = (answer.failures ?? []).map(({ reason, detail }) =>
      [reason, detail].filter(Boolean).join(": "),
    );
    const said = why.join("; ") || "no reason is given";
    if (attempt >= PLACING_TRIES || !/capacity|RESOURCE|AGENT/i.test(said) || run.signal.aborted) {
      throw new GodwitError("SERVER_ERROR", `no task could be placed in ${cluster}: ${said}`, {
        hint: "check the cluster's capacity, subnets and quotas, then run it again",
      });
    }
    run.report({ type: "note", message: `no task could be placed: ${said}; trying again` });
    await pause((run.pollMs ?? POLL_MS) * attempt);
  }
}

interface Waiting {
  readonly run: EcsRun;
  readonly task: string;
  readonly log: TaskLog | null;
}

async function stopped(
  service: AwsService,
  { cluster }: EcsPlace,
  { run, task, log }: Waiting,
): Promise<Task> {
  let told = "";
  let heard = performance.now();
  let asked = false;
  for (;;) {
    if (run.signal.aborted && !asked) {
      asked = true;
      run.report({
        type: "note",
        message: "asking the task to stop; it ends after what it cannot interrupt",
      });
      await service
        .call("StopTask", { cluster, task, reason: "stopped by godwit run" })
        .catch((thrown: unknown) => {
          throw awsFailure("the task could not be stopped, and goes on", thrown);
        });
    }
    try {
      const { tasks = [] } = await service.call<{ readonly tasks?: readonly Task[] }>("DescribeTasks", {
        cluster,
        tasks: [task],
      });
      heard = performance.now();
      const [found] = tasks;
      const { lastStatus = "" } = found ?? {};
      if (lastStatus !== told)
        run.report({ type: "note", message: `the task is ${lastStatus.toLowerCase()}` });
      told = lastStatus;
      if (found && lastStatus === "STOPPED") return found;
    } catch (thrown) {
      if (performance.now() - heard > LOST_MS) throw awsFailure(`${task} cannot be looked at`, thrown);
    }
    await log?.look();
    await pause(run.pollMs ?? POLL_MS);
  }
}

/** Only containers that log to CloudWatch by a stream prefix can be followed. */
async function logOf(
  place: EcsPlace,
  { containers }: Definition,
  { run, task }: { readonly run: EcsRun; readonly task: string },
): Promise<{ readonly log: TaskLog | null; close(): void }> {
  const container = containers.find(({ name }) => name === place.container) ?? containers[0];
  const { logDriver, options = {} } = container?.logConfiguration ?? {};
  const { "awslogs-group": group, "awslogs-stream-prefix": prefix, "awslogs-region": region } = options;
  if (logDriver !== "awslogs" || !group || !prefix) return { log: null, close: () => undefined };
  const where = { profile: place.profile, region: region ?? place.region };
  const service = await awsService("@aws-sdk/client-cloudwatch-logs", "CloudWatchLogsClient", where);
  const stream = `${prefix}/${container?.name}/${task.split("/").at(-1)}`;
  return { log: taskLog(service, { group, stream }, run.tell), close: () => service.close() };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
