// An API in ECS on RDS PostgreSQL: what adds runs before the service is replaced, what takes away after it.
import { App, CfnOutput, Duration, Stack } from "aws-cdk-lib";
import { SecurityGroup, Vpc } from "aws-cdk-lib/aws-ec2";
import {
  Cluster,
  ContainerImage,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
  Secret,
} from "aws-cdk-lib/aws-ecs";
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from "aws-cdk-lib/aws-rds";
import { Migrations } from "godwit/cdk";

const app = new App();
const stack = new Stack(app, "EcsApi");
const vpc = new Vpc(stack, "Vpc", { maxAzs: 2 });
const database = new DatabaseInstance(stack, "Database", {
  engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_16 }),
  databaseName: "shop",
  vpc,
});
const cluster = new Cluster(stack, "Cluster", { vpc });

const service = new FargateService(stack, "Service", {
  cluster,
  taskDefinition: taskOf("Api", "public.ecr.aws/docker/library/node:22-slim"),
});
service.connections.allowTo(database, database.connections.defaultPort);

const common = {
  project: new URL("../shop", import.meta.url).pathname,
  target: { secret: database.secret },
  allowTo: database,
  vpc,
};
// The running release does not know of what is added, and still needs what is taken away.
new Migrations(stack, "Expand", { ...common, phase: "expand" }).before(service);
new Migrations(stack, "Contract", { ...common, phase: "contract" }).after(service);

// For `godwit run --env prod --on ecs -- status`, with `ecs: { stack: "EcsApi" }` in the environment.
const migration = taskOf("Migration", "registry.example.com/shop-migrations:latest", {
  GODWIT_EXIT_AGAIN: "75",
});
const group = new SecurityGroup(stack, "MigrationGroup", { vpc });
database.connections.allowDefaultPortFrom(group);
const outputs = {
  ClusterName: cluster.clusterName,
  MigrationTaskDefinitionArn: migration.taskDefinitionArn,
  SubnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId).join(","),
  SecurityGroupId: group.securityGroupId,
};
for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
app.synth();

function taskOf(name, image, environment = {}) {
  const task = new FargateTaskDefinition(stack, `${name}Task`, { cpu: 256, memoryLimitMiB: 512 });
  task.addContainer(name.toLowerCase(), {
    image: ContainerImage.fromRegistry(image),
    logging: LogDrivers.awsLogs({ streamPrefix: name.toLowerCase() }),
    // Time to roll back what runs, and to write down how far it came.
    stopTimeout: Duration.seconds(120),
    environment: { PGDATABASE: "shop", ...environment },
    secrets: {
      PGHOST: Secret.fromSecretsManager(database.secret, "host"),
      PGUSER: Secret.fromSecretsManager(database.secret, "username"),
      PGPASSWORD: Secret.fromSecretsManager(database.secret, "password"),
    },
  });
  return task;
}
