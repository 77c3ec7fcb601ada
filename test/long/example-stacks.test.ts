// The example stacks, synthesised as their README says: without AWS, twice the same, in the right order.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { folderOf } from "../support/folder-of.ts";
import { cleanEnvironment } from "../support/godwit.ts";
import { root } from "../support/root.ts";

interface Resource {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

async function synthesised(name: string): Promise<Template> {
  const outdir = folderOf({});
  await promisify(execFile)(process.execPath, [join(root, "examples/stacks", `${name}.mjs`)], {
    env: { ...cleanEnvironment(), CDK_OUTDIR: outdir },
  });
  const file = readdirSync(outdir).find((one) => one.endsWith(".template.json")) ?? "";
  return JSON.parse(readFileSync(join(outdir, file), "utf8"));
}

const idsOf = ({ Resources }: Template, wanted: RegExp, type?: string) =>
  Object.entries(Resources).flatMap(([id, one]) =>
    wanted.test(id) && (type === undefined || one.Type === type) ? [id] : [],
  );
const only = (ids: readonly string[]): string => {
  expect(ids).toHaveLength(1);
  return ids[0] ?? "";
};

describe.skipIf(!existsSync(join(root, "node_modules/aws-cdk-lib")))("the example stacks", () => {
  test("serverless: the API waits, and nothing changes when nothing has changed", async () => {
    const [first, second] = await Promise.all([synthesised("serverless"), synthesised("serverless")]);
    expect(second).toEqual(first);
    const resource = only(idsOf(first, /^Migrations/, "Custom::GodwitMigrations"));
    const api = first.Resources[only(idsOf(first, /^Api/, "AWS::Lambda::Function"))];
    expect(api?.DependsOn).toContain(resource);
    const waitsFor = first.Resources[resource]?.DependsOn ?? [];
    expect(waitsFor.some((id) => id.startsWith("Databasewriter"))).toBe(true);
    expect(waitsFor.some((id) => id.startsWith("MigrationsRole"))).toBe(true);
  }, 120_000);

  test("ecs-api: expand, then the service, then contract; its outputs are what `run --on ecs` looks for", async () => {
    const template = await synthesised("ecs-api");
    const service = only(idsOf(template, /^Service/, "AWS::ECS::Service"));
    const expand = only(idsOf(template, /^Expand/, "Custom::GodwitMigrations"));
    const contract = only(idsOf(template, /^Contract/, "Custom::GodwitMigrations"));
    expect(template.Resources[service]?.DependsOn).toContain(expand);
    expect(template.Resources[contract]?.DependsOn).toContain(service);
    expect(template.Resources[expand]?.DependsOn).not.toContain(service);
    expect(Object.keys(template.Outputs ?? {})).toEqual(
      expect.arrayContaining(["ClusterName", "MigrationTaskDefinitionArn", "SubnetIds", "SecurityGroupId"]),
    );
  }, 120_000);

  test("table: the rights are for that table and its history", async () => {
    const template = await synthesised("table");
    const policy = template.Resources[only(idsOf(template, /^MigrationsRole/, "AWS::IAM::Policy"))];
    const text = JSON.stringify(policy?.Properties);
    expect(text).toContain("table/league_migrations");
    expect(text).not.toMatch(/"dynamodb:\*"|"Resource":"\*"|secretsmanager|rds-db/);
    const api = template.Resources[only(idsOf(template, /^Api/, "AWS::Lambda::Function"))];
    expect(api?.DependsOn).toContain(only(idsOf(template, /^Migrations/, "Custom::GodwitMigrations")));
  }, 120_000);
});
