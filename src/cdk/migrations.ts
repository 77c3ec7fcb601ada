// Migrations in a stack: a bundle of the project, functions that run it, and a resource that everything else can wait for.
import { CustomResource, Duration, type RemovalPolicy, Stack } from "aws-cdk-lib";
import type { Alarm, Dashboard } from "aws-cdk-lib/aws-cloudwatch";
import type { IConnectable, ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import { Port } from "aws-cdk-lib/aws-ec2";
import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Provider } from "aws-cdk-lib/custom-resources";
import { Construct, type IConstruct } from "constructs";
import { bundleAsset } from "./bundle-asset.ts";
import {
  grantDatabase,
  grantTable,
  type IamTarget,
  type SecretTarget,
  type TableTarget,
  variablesOf,
} from "./target.ts";
import { watch } from "./watch.ts";

export interface MigrationsProps {
  /** The project's folder: its configuration and migrations; where the stack is synthesised unless given. */
  readonly project?: string;
  /** One of the configuration's environments, and one of its databases. */
  readonly environment?: string;
  readonly database?: string;
  /** Only these: `expand` before what runs the new code, `contract` after it. */
  readonly phase?: "expand" | "contract";
  /** The PostgreSQL database; the configuration's own URL unless given. */
  readonly target?: SecretTarget | IamTarget;
  /** The DynamoDB table, for its rights. */
  readonly table?: TableTarget;
  readonly vpc?: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
  /** A cluster or an instance, which is told to let the functions in. */
  readonly allowTo?: IConnectable & IConstruct;
  readonly port?: number;
  /** Of one invocation, 14 minutes unless given; a run that is longer goes on in the next one. */
  readonly timeout?: Duration;
  /** Of the whole run: an hour at most, which is what CloudFormation waits, and what it is unless given. */
  readonly totalTimeout?: Duration;
  /** In MB; 512 unless given. */
  readonly memorySize?: number;
  readonly runtime?: Runtime;
  /** More variables of the functions; see the manual's page of the configuration. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly logRetention?: RetentionDays;
  readonly logRemovalPolicy?: RemovalPolicy;
}

const INVOCATION = Duration.minutes(14);
const CLOUDFORMATION_WAITS = Duration.hours(1);

/**
 * Applies the project's migrations when the stack is deployed, and again exactly when their meaning has changed.
 *
 * @example
 * const migrations = new Migrations(this, "Migrations", { target: { secret: cluster.secret }, vpc, allowTo: cluster });
 * migrations.before(apiFunction);
 */
export class Migrations extends Construct {
  /** For direct invocations: status, migrate, plan, rollback, doctor. */
  readonly handler: LambdaFunction;
  /** What the application waits for. */
  readonly resource: CustomResource;
  /** Of the migrations' meaning. */
  readonly digest: string;
  readonly alarm: Alarm;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: MigrationsProps = {}) {
    super(scope, id);
    const { environment, phase, timeout = INVOCATION, totalTimeout = CLOUDFORMATION_WAITS } = props;
    const asset = bundleAsset({
      project: props.project ?? process.cwd(),
      environment,
      database: props.database,
    });
    this.digest = asset.digest;
    const logGroup = new LogGroup(this, "Log", {
      retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      ...(props.logRemovalPolicy ? { removalPolicy: props.logRemovalPolicy } : {}),
    });
    const role = this.#role(props, logGroup);
    const code = Code.fromAsset(asset.folder);
    const functionOf = (name: string, handler: string, description: string) =>
      new LambdaFunction(this, name, {
        code,
        handler: `index.${handler}`,
        description,
        runtime: props.runtime ?? Runtime.NODEJS_22_X,
        role: role.withoutPolicyUpdates(),
        logGroup,
        timeout,
        memorySize: props.memorySize ?? 512,
        environment: {
          ...(environment === undefined ? {} : { GODWIT_ENV: environment }),
          ...(props.target ? variablesOf(props.target) : {}),
          ...props.variables,
        },
        ...(props.vpc ? { vpc: props.vpc } : {}),
        ...(props.vpcSubnets ? { vpcSubnets: props.vpcSubnets } : {}),
        ...(props.securityGroups ? { securityGroups: props.securityGroups } : {}),
      });
    this.handler = functionOf("Handler", "handler", "Godwit: status, migrate, plan, rollback, doctor");
    const onEvent = functionOf("OnEvent", "onEvent", "Godwit: begins to migrate when the stack changes");
    const isComplete = functionOf("IsComplete", "isComplete", "Godwit: goes on until all is migrated");
    const functions = [this.handler, onEvent, isComplete];
    if (props.allowTo && props.vpc) {
      for (const one of functions) one.connections.allowTo(props.allowTo, Port.tcp(props.port ?? 5432));
    }
    // Its functions are outside of the VPC: they can answer CloudFormation whatever ours can reach.
    const provider = new Provider(this, "Provider", {
      onEventHandler: onEvent,
      isCompleteHandler: isComplete,
      totalTimeout,
      queryInterval: Duration.seconds(10),
    });
    this.resource = new CustomResource(this, "Resource", {
      serviceToken: provider.serviceToken,
      resourceType: "Custom::GodwitMigrations",
      properties: {
        digest: asset.digest,
        ...(environment === undefined ? {} : { environment }),
        ...(phase === undefined ? {} : { phase }),
      },
    });
    // A database that is made by the same stack must be there, and let us in.
    if (props.allowTo) this.resource.node.addDependency(props.allowTo);
    this.resource.node.addDependency(role, ...functions);
    const { alarm, dashboard } = watch(this, { functions, logGroup });
    this.alarm = alarm;
    this.dashboard = dashboard;
  }

  /** What runs the new code is deployed when its migrations are applied: for all but `phase: "contract"`. */
  before(...constructs: readonly IConstruct[]): this {
    for (const one of constructs) one.node.addDependency(this.resource);
    return this;
  }

  /** Migrations of `phase: "contract"` run when nothing uses any more what they take away. */
  after(...constructs: readonly IConstruct[]): this {
    for (const one of constructs) this.resource.node.addDependency(one);
    return this;
  }

  #role({ target, table, vpc }: MigrationsProps, logGroup: LogGroup): Role {
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    const policy = { effect: Effect.ALLOW, actions: ["logs:CreateLogStream", "logs:PutLogEvents"] };
    role.addToPolicy(
      new PolicyStatement({ ...policy, resources: [logGroup.logGroupArn, `${logGroup.logGroupArn}:*`] }),
    );
    if (vpc) {
      const { partition } = Stack.of(this);
      const name = "service-role/AWSLambdaVPCAccessExecutionRole";
      const arn = `arn:${partition}:iam::aws:policy/${name}`;
      role.addManagedPolicy(ManagedPolicy.fromManagedPolicyArn(this, "Network", arn));
    }
    if (target) grantDatabase(this, role, target);
    if (table) grantTable(this, role, table);
    return role;
  }
}
