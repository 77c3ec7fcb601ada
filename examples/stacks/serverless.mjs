// An API in Lambda on Aurora PostgreSQL: its functions are deployed when the migrations are applied.
import { App, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Vpc } from "aws-cdk-lib/aws-ec2";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  DatabaseCluster,
  DatabaseClusterEngine,
} from "aws-cdk-lib/aws-rds";
import { Migrations } from "godwit/cdk";

const app = new App();
const stack = new Stack(app, "Serverless");
const vpc = new Vpc(stack, "Vpc", { maxAzs: 2 });
const cluster = new DatabaseCluster(stack, "Database", {
  engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_16_4 }),
  writer: ClusterInstance.serverlessV2("writer"),
  defaultDatabaseName: "shop",
  removalPolicy: RemovalPolicy.SNAPSHOT,
  vpc,
});
const api = new LambdaFunction(stack, "Api", {
  code: Code.fromInline("exports.handler = async () => ({ statusCode: 200 });"),
  handler: "index.handler",
  runtime: Runtime.NODEJS_22_X,
  vpc,
});
new Migrations(stack, "Migrations", {
  project: new URL("../shop", import.meta.url).pathname,
  target: { secret: cluster.secret },
  allowTo: cluster,
  vpc,
}).before(api);
app.synth();
