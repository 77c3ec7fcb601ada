// The rules about migrations that are modules.
import type { ModuleRule } from "./module-linter.ts";
import { ownSdkClient } from "./rules/own-sdk-client.ts";

export const MODULE_RULES: readonly ModuleRule[] = [ownSdkClient];
