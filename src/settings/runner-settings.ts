// The settings of runners: which function and which task, read only where one is named.
import type { EcsRunner, LambdaRunner } from "./config.ts";
import { find, type Layers } from "./layers.ts";
import type { Values } from "./values.ts";

const ECS = [
  "stack",
  "cluster",
  "taskDefinition",
  "subnets",
  "securityGroups",
  "container",
  "region",
  "profile",
] as const;

export function readRunners(
  values: Values,
  layers: Layers,
): { readonly lambda?: LambdaRunner; readonly ecs?: EcsRunner } {
  const isSet = (name: string): boolean => find(layers, name) !== undefined;
  const named = isSet("lambda.function") ? values.text("lambda.function") : undefined;
  const lambda = named !== undefined && {
    function: named,
    region: values.text("lambda.region"),
    profile: values.text("lambda.profile"),
  };
  const hasTask = isSet("ecs.stack") || isSet("ecs.cluster");
  const ecs = hasTask && Object.fromEntries(ECS.map((name) => [name, values.text(`ecs.${name}`)]));
  return { ...(lambda && { lambda }), ...(ecs && { ecs }) };
}
