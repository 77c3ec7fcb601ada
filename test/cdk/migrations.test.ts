// The construct in stacks that are synthesised here, without AWS and without Docker.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { answerOf, functionOf } from "../runners/bundled.ts";
import { freshDatabase } from "../support/database.ts";
import { folderOf } from "../support/folder-of.ts";
import { root } from "../support/root.ts";

const SQL = "create table users (id int);\n";
const project = (text = SQL, more: Readonly<Record<string, string>> = {}) =>
  folderOf({ "migrations/001_users.sql": text, ...more });

type Json = Readonly<Record<string, unknown>>;

describe.skipIf(!existsSync(join(root, "node_modules/aws-cdk-lib")))("the construct", () => {
  let cdk: typeof import("aws-cdk-lib");
  let ec2: typeof import("aws-cdk-lib/aws-ec2");
  let rds: typeof import("aws-cdk-lib/aws-rds");
  let dynamodb: typeof import("aws-cdk-lib/aws-dynamodb");
  let lambda: typeof import("aws-cdk-lib/aws-lambda");
  let assertions: typeof import("aws-cdk-lib/assertions");
  let godwit: typeof import("../../src/cdk/index.ts");

  beforeAll(async () => {
    cdk = await import("aws-cdk-lib");
    ec2 = await import("aws-cdk-lib/aws-ec2");
    rds = await import("aws-cdk-lib/aws-rds");
    dynamodb = await import("aws-cdk-lib/aws-dynamodb");
    lambda = await import("aws-cdk-lib/aws-lambda");
    assertions = await import("aws-cdk-lib/assertions");
    godwit = await import("../../src/cdk/index.ts");
  }, 120_000);

  type Stack = import("aws-cdk-lib").Stack;

  function synthesised(build: (stack: Stack) => void) {
    const app = new cdk.App({ outdir: folderOf({}) });
    const stack = new cdk.Stack(app, "Shop", { env: { account: "123456789012", region: "eu-central-1" } });
    build(stack);
    const template = assertions.Template.fromStack(stack);
    return { template, outdir: app.outdir };
  }

  const application = (stack: Stack, id: string) =>
    new lambda.Function(stack, id, {
      code: lambda.Code.fromInline("exports.handler = async () => 1;"),
      handler: "index.handler",
      runtime: lambda.Runtime.NODEJS_22_X,
    });

  const only = (found: Readonly<Record<string, Json>>) => {
    const [entry, ...others] = Object.entries(found);
    if (!entry || others.length > 0) throw new Error(`${Object.keys(found).length} resources, not one`);
    return { id: entry[0], resource: entry[1] };
  };

  const resourceOf = (template: ReturnType<typeof synthesised>["template"]) =>
    only(template.findResources("Custom::GodwitMigrations"));
  const propertiesOf = (folder: string) => {
    const { template } = synthesised(
      (stack) => void new godwit.Migrations(stack, "Migrations", { project: folder }),
    );
    const { Properties } = resourceOf(template).resource;
    return { properties: Properties as Json, text: JSON.stringify(template.toJSON()) };
  };

  test("is the same template twice, and runs again exactly when the meaning has changed", () => {
    const [first, second] = [propertiesOf(project()), propertiesOf(project())];
    expect(second.text).toBe(first.text);
    const commented = propertiesOf(
      project(`-- why\n${SQL}`, { "migrations/001_users_rollback.sql": "drop table users;\n" }),
    );
    expect(commented.properties).toEqual(first.properties);
    const changed = propertiesOf(project("create table users (id bigint);\n"));
    expect(changed.properties.digest).not.toBe(first.properties.digest);
  }, 120_000);

  test("lets functions wait: expand before them, contract after them", () => {
    const { template } = synthesised((stack) => {
      const [api, worker] = [application(stack, "Api"), application(stack, "Worker")];
      new godwit.Migrations(stack, "Expand", { project: project(), phase: "expand" }).before(api, worker);
      new godwit.Migrations(stack, "Contract", { project: project(), phase: "contract" }).after(api, worker);
    });
    const resources = template.findResources("Custom::GodwitMigrations");
    const byPhase = (phase: string) =>
      only(Object.fromEntries(Object.entries(resources).filter(([, one]) => one.Properties.phase === phase)));
    const functions = Object.entries(template.findResources("AWS::Lambda::Function")).filter(([id]) =>
      /^(?:Api|Worker)/.test(id),
    );
    expect(functions).toHaveLength(2);
    for (const [id, one] of functions) {
      expect(one.DependsOn).toContain(byPhase("expand").id);
      expect(byPhase("contract").resource.DependsOn).toContain(id);
    }
  });

  test("may read its one secret, write its one log, and nothing else", () => {
    const { template } = synthesised((stack) => {
      const vpc = new ec2.Vpc(stack, "Vpc");
      const cluster = new rds.DatabaseCluster(stack, "Database", {
        engine: rds.DatabaseClusterEngine.auroraPostgres({
          version: rds.AuroraPostgresEngineVersion.VER_16_4,
        }),
        writer: rds.ClusterInstance.serverlessV2("writer"),
        vpc,
      });
      if (!cluster.secret) throw new Error("no secret");
      new godwit.Migrations(stack, "Migrations", {
        project: project(),
        vpc,
        allowTo: cluster,
        target: { secret: cluster.secret },
      });
    });
    const policies = Object.entries(template.findResources("AWS::IAM::Policy")).filter(([id]) =>
      /^MigrationsRole/.test(id),
    );
    expect(policies).toHaveLength(1);
    const statements = (policies[0]?.[1].Properties.PolicyDocument.Statement ?? []) as {
      Action: unknown;
      Resource: unknown;
    }[];
    expect(statements.map(({ Action }) => Action)).toEqual([
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      "secretsmanager:GetSecretValue",
    ]);
    expect(JSON.stringify(statements)).not.toContain('"*"');
    const role = only(
      Object.fromEntries(
        Object.entries(template.findResources("AWS::IAM::Role")).filter(([id]) => /^MigrationsRole/.test(id)),
      ),
    );
    expect(JSON.stringify(role.resource)).toContain("AWSLambdaVPCAccessExecutionRole");
    // Three functions in the VPC, which the database lets in; the resource waits for the database.
    const inside = Object.values(template.findResources("AWS::Lambda::Function")).filter(
      (one) => one.Properties.VpcConfig,
    );
    expect(inside).toHaveLength(3);
    template.resourceCountIs("AWS::EC2::SecurityGroupIngress", 3);
    const dependsOn = resourceOf(template).resource.DependsOn as string[];
    expect(dependsOn.some((id) => id.startsWith("Databasewriter"))).toBe(true);
  });

  test("connects with a token of IAM, or works on a table, by the rights for just that", () => {
    const { template } = synthesised((stack) => {
      const table = new dynamodb.Table(stack, "League", {
        partitionKey: { name: "PK", type: dynamodb.AttributeType.STRING },
      });
      new godwit.Migrations(stack, "Migrations", {
        project: project(),
        target: { host: "db.example.org", user: "migrator", database: "shop", resourceId: "cluster-ABC" },
        table: { table, historyTable: "league_migrations" },
        variables: { GODWIT_WAIT: "5m" },
      });
    });
    const policy = Object.entries(template.findResources("AWS::IAM::Policy")).find(([id]) =>
      /^MigrationsRole/.test(id),
    );
    const text = JSON.stringify(policy?.[1].Properties.PolicyDocument.Statement);
    expect(text).toContain("rds-db:connect");
    expect(text).toContain(":rds-db:eu-central-1:123456789012:dbuser:cluster-ABC/migrator");
    expect(text).toContain(":table/league_migrations");
    expect(text).not.toMatch(/dynamodb:(?:\*|DeleteTable|UpdateTable|BatchWriteItem)/);
    template.hasResourceProperties("AWS::Lambda::Function", {
      Handler: "index.onEvent",
      Environment: {
        Variables: { DATABASE_URL: "aws-iam://migrator@db.example.org:5432/shop", GODWIT_WAIT: "5m" },
      },
    });
  });

  test("goes on for an hour, tells an alarm, and shows a dashboard", () => {
    const { template } = synthesised(
      (stack) => void new godwit.Migrations(stack, "Migrations", { project: project() }),
    );
    template.resourceCountIs("AWS::StepFunctions::StateMachine", 1);
    template.resourceCountIs("AWS::CloudWatch::Dashboard", 1);
    template.hasResourceProperties("AWS::Logs::MetricFilter", {
      FilterPattern: '{ ($.type = "error") && ($.code != "CONTINUE") }',
    });
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      Threshold: 1,
      TreatMissingData: "notBreaching",
    });
    template.hasResourceProperties("AWS::Lambda::Function", { Handler: "index.isComplete", Timeout: 840 });
  });

  test("says what is wrong with the migrations when the stack is synthesised", () => {
    const broken = project("creat table users (id int);\n");
    expect(() =>
      synthesised((stack) => void new godwit.Migrations(stack, "Migrations", { project: broken })),
    ).toThrow(/error SQL_SYNTAX: .*migrations\/001_users\.sql/s);
  });

  test("packs a function that runs as it is", async () => {
    const database = await freshDatabase();
    onTestFinished(() => database.drop());
    const { template, outdir } = synthesised(
      (stack) => void new godwit.Migrations(stack, "Migrations", { project: project() }),
    );
    const [mine] = Object.values(
      template.findResources("AWS::Lambda::Function", { Properties: { Handler: "index.handler" } }),
    );
    const asset = String(mine?.Properties.Code.S3Key).replace(/\.zip$/, "");
    const folder = join(outdir, `asset.${asset}`);
    expect(readdirSync(folder)).toEqual(["index.mjs"]);
    const made = await functionOf(folder, { environment: { DATABASE_URL: database.url } });
    expect(answerOf(await made.invoke({ action: "migrate" }), made)).toMatchObject({
      ok: true,
      migrations: [{ version: "001" }],
    });
  });
});
