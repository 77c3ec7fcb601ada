// The public `dynamo`: what a DynamoDB migration's file imports from "godwit".
import { dynamo as make } from "../core/module-dynamo.ts";
import type { Exported } from "../dynamodb/full-context.ts";
import { tellingPlainNode } from "./plain-node.ts";

/** Makes a DynamoDB migration of its two directions, for `export default`. Throws MODULE_INVALID for what none can be. */
export const dynamo = tellingPlainNode(make) as unknown as <M extends Exported>(migration: M) => M;
