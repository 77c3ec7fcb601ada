// The public `migration`: what a migration file imports from "godwit".
import { migration as make } from "../core/module-migration.ts";
import { tellingPlainNode } from "./plain-node.ts";

/**
 * Makes a migration of its two directions, for `export default`.
 * Throws MODULE_INVALID for what no migration can be.
 */
export const migration = tellingPlainNode(make);
