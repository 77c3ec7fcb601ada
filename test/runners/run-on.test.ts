// `godwit run --on`: in the function of a bundle, and in a task of ECS, with what goes wrong there.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { runOnEcs } from "../../src/runners/ecs.ts";
import { type Answer, type Aws, aws, type Call } from "../support/aws.ts";
import { freshDatabase } from "../support/database.ts";
import { folderOf } from "../support/folder-of.ts";
import { godwit } from "../support/godwit.ts";
import { root } from "../support/root.ts";
import type { Models } from "../support/sdk-model.ts";
import { bundled, functionOf } from "./bundled.ts";

const installed = ["client-ecs", "client-lambda", "client-cloudformation", "client-cloudwatch-logs"].every(
  (name) => existsSync(join(root, "node_modules/@aws-sdk", name)),
);
// By a name in a variable: a checkout may be without it.
const ECS = "@aws-sdk/client-ecs";
const models = installed ? ((await import(ECS)) as Models) : {};

const CONFIG = JSON.stringify({
  environments: {
    prod: {
      lambda: { function: "shop-migrations" },
      ecs: { stack: "prod-ComputeStack" },
    },
  },
});

describe.skipIf(!installed)("run --on", () => {
  let cloud: Aws;
  beforeEach(async () => {
    cloud = await aws(models);
  });

  const run = (...words: string[]) =>
    godwit(["run", "--env", "prod", ...words], {
      cwd: folderOf({ "godwit.config.json": CONFIG }),
      env: cloud.environment,
    });

  describe("lambda", () => {
    const series = Array.from({ length: 12 }, () => "select pg_sleep(0.3);\n").join("");
    const FILES = {
      "migrations/001_series.sql": `-- Transaction: none\n${series}`,
      "migrations/001_series_rollback.sql": "select 1;\n",
      "migrations/002_b.sql": "-- Phase: contract\nselect 1;\n",
    };

    beforeEach(async () => {
      const database = await freshDatabase();
      onTestFinished(() => database.drop());
      const folder = await bundled({
        ...FILES,
        "godwit.config.json": JSON.stringify({
          environments: { prod: { url: database.url, protected: true } },
        }),
      });
      cloud.functions["shop-migrations"] = await functionOf(folder, { timeoutMs: 3_000 });
    });

    test("invokes until all is done, and tells it like the command", async () => {
      const up = await run("--on", "lambda", "--", "up", "--phase", "expand");
      expect(up).toMatchObject({ status: 0, stdout: "applied: 001_series\n" });
      expect(up.stderr).toContain("goes on in the next invocation (1 done)");
      const status = await run("--on", "lambda", "--json", "--", "status");
      expect(status.json()).toMatchObject({
        command: "status",
        ok: true,
        counts: { applied: 1, pending: 1 },
      });
      const down = await run("--on", "lambda", "--", "down");
      expect(down.status).toBe(3);
      expect(down.stderr).toContain("error CONFIRM: the environment prod is protected");
      expect(await run("--on", "lambda", "--", "down", "--yes")).toMatchObject({
        status: 0,
        stdout: "reverted: 001_series\n",
      });
    });

    test.each([
      [["up", "--phse", "expand"], 2, "did you mean"],
      [["verify"], 2, "a Lambda function does not run verify"],
      [["up", "--lock-timeout", "1s"], 2, "error"],
      [["up", "--url", "postgresql://x/y"], 2, "--url is not for a Lambda function"],
      [[], 2, "the command is missing"],
    ])("refuses %j before it is sent", async (words, status, said) => {
      const result = await run("--on", "lambda", "--", ...words);
      expect(result.status).toBe(status);
      expect(result.stderr).toContain(said);
    });

    test("names a function that is not there", async () => {
      cloud.functions = {};
      const { status, stderr } = await run("--on", "lambda", "--", "status");
      expect(status).toBe(2);
      expect(stderr).toContain(
        "the function shop-migrations could not be invoked: ResourceNotFoundException",
      );
    });
  });

  describe("ecs", () => {
    const TASK = "arn:aws:ecs:eu-central-1:123456789012:task/prod/0123456789abcdef";
    const definition = {
      taskDefinition: {
        containerDefinitions: [
          {
            name: "migration",
            essential: true,
            logConfiguration: {
              logDriver: "awslogs",
              options: {
                "awslogs-group": "/ecs/m",
                "awslogs-stream-prefix": "m",
                "awslogs-region": "eu-central-1",
              },
            },
          },
          { name: "sidecar", essential: false },
        ],
      },
    };
    const task = (lastStatus: string, more: object = {}) => ({
      tasks: [{ taskArn: TASK, lastStatus, ...more }],
    });
    const stopped = (exitCode: number | undefined, more: object = {}) =>
      task("STOPPED", {
        stopCode: "EssentialContainerExited",
        containers: [
          { name: "migration", ...(exitCode === undefined ? {} : { exitCode }), ...more },
          { name: "sidecar", exitCode: 143 },
        ],
      });

    /** What a task does, look after look. */
    const cluster = (
      looks: readonly Answer[],
      other: (call: Call) => Answer | undefined = () => undefined,
    ) => {
      cloud.outputs = {
        ClusterName: "prod",
        ApiTaskDefinitionArn: "api:1",
        MigrationTaskDefinitionArn: "migration:7",
        PrivateSubnetIds: "subnet-1,subnet-2",
        DatabaseSecurityGroupId: "sg-1",
      };
      cloud.answer = (call) => {
        const answer = other(call);
        if (answer) return answer;
        if (call.command === "DescribeTaskDefinition") return definition;
        if (call.command === "RunTask") return task("PROVISIONING");
        if (call.command === "StopTask") return { task: { taskArn: TASK } };
        if (call.command === "GetLogEvents") {
          const first = call.number === 1;
          return { events: first ? [{ message: "applied 001_users" }] : [], nextForwardToken: "f/1" };
        }
        return looks[Math.min(call.number, looks.length) - 1] ?? stopped(0);
      };
    };
    const sent = (command: string) => cloud.calls.filter((one) => one.command === command);

    const here = async (signal: AbortSignal = new AbortController().signal, detach = false) => {
      const before = { ...process.env };
      Object.assign(process.env, cloud.environment);
      onTestFinished(() => {
        process.env = before;
      });
      const told: string[] = [];
      const result = await runOnEcs({
        settings: { stack: "prod-ComputeStack" },
        words: ["up", "--phase", "expand"],
        detach,
        signal,
        report: (event) => event.type === "note" && told.push(event.message),
        tell: (line) => told.push(line),
        pollMs: 10,
      });
      return { ...result, told };
    };

    test("starts the task that the stack names, follows its log, and waits for its end", async () => {
      cluster([task("PENDING"), task("RUNNING"), stopped(0)]);
      const result = await run("--on", "ecs", "--", "up", "--phase", "expand");
      expect(result).toMatchObject({ status: 0, stdout: `${TASK} is done\n` });
      expect(result.stderr).toContain("applied 001_users");
      expect(sent("RunTask").map(({ input }) => input)).toMatchObject([
        {
          cluster: "prod",
          taskDefinition: "migration:7",
          launchType: "FARGATE",
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: ["subnet-1", "subnet-2"],
              securityGroups: ["sg-1"],
              assignPublicIp: "DISABLED",
            },
          },
          overrides: { containerOverrides: [{ name: "migration", command: ["up", "--phase", "expand"] }] },
        },
      ]);
      expect(sent("GetLogEvents")[0]?.input.logStreamName).toBe("m/migration/0123456789abcdef");
    });

    test.each<[string, Answer, string, string]>([
      ["a failed migration", stopped(1), "MIGRATION_FAILED", "the container migration ended with status 1"],
      ["a person must decide", stopped(3), "CHECK_FAILED", "status 3"],
      ["to be continued", stopped(75), "CANCELLED", "status 75"],
      ["killed for memory", stopped(137, { reason: "OutOfMemoryError" }), "CANCELLED", "OutOfMemoryError"],
      [
        "never started",
        task("STOPPED", {
          stopCode: "TaskFailedToStart",
          stoppedReason: "CannotPullContainerError",
          containers: [{ name: "migration" }],
        }),
        "SERVER_ERROR",
        "the container migration never ran: TaskFailedToStart: CannotPullContainerError",
      ],
    ])("%s", async (_what, end, code, message) => {
      cluster([end]);
      const { error } = await here();
      expect(error?.code).toBe(code);
      expect(error?.message).toContain(message);
    });

    test("tries again where there is no capacity, and not where there never will be", async () => {
      cluster([stopped(0)], ({ command, number }) =>
        command === "RunTask" && number < 3
          ? { tasks: [], failures: [{ reason: "Capacity is unavailable at this time" }] }
          : undefined,
      );
      expect((await here()).error).toBeNull();
      const tokens = sent("RunTask").map(({ input }) => input.clientToken);
      expect(new Set(tokens).size).toBe(3);
      cluster([], ({ command }) =>
        command === "RunTask" ? { tasks: [], failures: [{ reason: "MISSING" }] } : undefined,
      );
      await expect(here()).rejects.toMatchObject({
        code: "SERVER_ERROR",
        message: expect.stringContaining("MISSING"),
      });
    });

    test("a lost answer starts no second task; throttling and a cut network are waited out", async () => {
      cluster(
        [task("RUNNING"), { refuse: "ThrottlingException" }, "cut", task("RUNNING"), stopped(0)],
        ({ command, number }) => (command === "RunTask" && number === 1 ? "cut" : undefined),
      );
      expect((await here()).error).toBeNull();
      const tokens = sent("RunTask").map(({ input }) => input.clientToken);
      expect(tokens.length).toBeGreaterThanOrEqual(2);
      expect(new Set(tokens).size).toBe(1);
    }, 60_000);

    test("Ctrl-C asks the task to stop, and waits until it has", async () => {
      const stop = new AbortController();
      cluster([task("RUNNING"), task("RUNNING"), stopped(75)], ({ command }) => {
        if (command === "DescribeTasks") stop.abort();
        return undefined;
      });
      expect((await here(stop.signal)).error).toMatchObject({ code: "CANCELLED", status: 4 });
      expect(sent("StopTask")).toHaveLength(1);
    });

    test("detached, it goes at once; rights that are missing are named", async () => {
      cluster([]);
      expect(await here(undefined, true)).toMatchObject({ task: TASK, error: null });
      expect(sent("DescribeTasks")).toEqual([]);
      cluster([], ({ command }) =>
        command === "RunTask"
          ? { refuse: "AccessDeniedException", message: "not authorized to perform ecs:RunTask" }
          : undefined,
      );
      await expect(here()).rejects.toMatchObject({ code: "RIGHTS" });
    });
  });
});
