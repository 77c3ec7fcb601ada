// Where a task shall run: what the settings say, completed by the outputs of a CloudFormation stack.
import { GodwitError } from "../../core/errors.ts";
import { type AwsPlace, awsFailure, awsService } from "../aws-package.ts";

export interface EcsSettings extends AwsPlace {
  /** A stack whose outputs name what is not set here. */
  readonly stack?: string | undefined;
  readonly cluster?: string | undefined;
  readonly taskDefinition?: string | undefined;
  /** Ids with commas between. */
  readonly subnets?: string | undefined;
  readonly securityGroups?: string | undefined;
  /** The container that gets the command; the first of the task definition unless given. */
  readonly container?: string | undefined;
}

export interface EcsPlace extends AwsPlace {
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly container?: string | undefined;
}

/** Names that outputs usually have, the best first; CDK puts the construct's path before them. */
const OUTPUTS: Readonly<Record<"cluster" | "taskDefinition" | "subnets" | "securityGroups", RegExp>> = {
  cluster: /Cluster(?:Name|Arn)?$/i,
  taskDefinition: /(?:Migration)?\w*TaskDef(?:inition)?(?:Arn)?$/i,
  subnets: /Subnets?(?:Ids?)?$/i,
  securityGroups: /SecurityGroups?(?:Ids?)?$/i,
};

interface Output {
  readonly OutputKey?: string;
  readonly OutputValue?: string;
}

/** Throws CONFIG_INVALID where something is not to be found. */
export async function ecsPlace(settings: EcsSettings): Promise<EcsPlace> {
  const { stack, region, profile, container } = settings;
  const outputs = stack === undefined ? [] : await outputsOf(stack, settings);
  const find = (name: keyof typeof OUTPUTS): string | undefined => {
    const fit = outputs.filter(({ OutputKey = "" }) => OUTPUTS[name].test(OutputKey));
    // Of several tasks the one whose name says that it migrates.
    const best = fit.find(({ OutputKey = "" }) => /migrat/i.test(OutputKey)) ?? fit[0];
    return settings[name] ?? best?.OutputValue;
  };
  const insist = (name: keyof typeof OUTPUTS): string => {
    const value = find(name);
    if (value) return value;
    const known = outputs.map(({ OutputKey }) => OutputKey).join(", ");
    throw new GodwitError(
      "CONFIG_INVALID",
      `ecs.${name} is not set${stack ? `, and the stack ${stack} has no such output` : ""}`,
      {
        hint: `set \`ecs.${name}\` in the environment${known ? `; the outputs are ${known}` : ", or `ecs.stack`"}`,
      },
    );
  };
  return {
    region,
    profile,
    container,
    cluster: insist("cluster"),
    taskDefinition: insist("taskDefinition"),
    subnets: listOf(insist("subnets")),
    securityGroups: listOf(find("securityGroups") ?? ""),
  };
}

function listOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((one) => one !== "");
}

async function outputsOf(stack: string, place: AwsPlace): Promise<readonly Output[]> {
  const service = await awsService("@aws-sdk/client-cloudformation", "CloudFormationClient", place);
  try {
    const { Stacks = [] } = await service.call<{
      readonly Stacks?: readonly { readonly Outputs?: Output[] }[];
    }>("DescribeStacks", { StackName: stack });
    return Stacks[0]?.Outputs ?? [];
  } catch (thrown) {
    throw awsFailure(`the stack ${stack} could not be read`, thrown);
  } finally {
    service.close();
  }
}
