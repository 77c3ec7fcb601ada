// A process that opens a shadow, says where it is, and stays until it is killed.
import { shadowServer } from "../../src/project/shadow-server.ts";
import { root } from "../support/root.ts";

const server = shadowServer({ from: root, variables: {} });
const shadow = await server.open({ ownCluster: process.argv[2] === "own" });
process.stdout.write(`${shadow.url}\n`);
setInterval(() => undefined, 1_000);
