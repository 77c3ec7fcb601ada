// What a statement leaves behind in the session, which a resume on another connection must know.
import type { FuncCall, Node, SelectStmt, VariableSetStmt } from "libpg-query";
import type { Inner } from "./inner.ts";
import type { LockTimeoutSetting, Nature } from "./nature.ts";
import { constantOf } from "./options.ts";
import { names } from "./walk.ts";

/** Statements that are about the session, or that run code of which nothing is known. */
const TOUCHING = new Set([
  "CallStmt",
  "ClosePortalStmt",
  "DeallocateStmt",
  "DeclareCursorStmt",
  "DiscardStmt",
  "DoStmt",
  "ExecuteStmt",
  "ExplainStmt",
  "FetchStmt",
  "ListenStmt",
  "LoadStmt",
  "PrepareStmt",
  "SelectStmt",
  "UnlistenStmt",
]);
const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export function sessionOf(nodeName: string, node: Node, { touchesSession }: Inner): Nature["session"] {
  if ("VariableSetStmt" in node) return isTransactional(node.VariableSetStmt) ? "clean" : "set-only";
  if ("SelectStmt" in node) {
    const calls = configCalls(node.SelectStmt);
    if (calls) return calls.every(isLocalCall) ? "clean" : "set-only";
  }
  return TOUCHING.has(nodeName) || touchesSession ? "touches" : "clean";
}

/** How a statement changes `lock_timeout`, or null. The last change counts. */
export function lockTimeoutOf(node: Node): LockTimeoutSetting | null {
  if ("VariableSetStmt" in node) {
    const { kind, name, args, is_local } = node.VariableSetStmt;
    const local = is_local === true;
    if (kind === "VAR_RESET_ALL") return { value: "default", local };
    if (name !== "lock_timeout") return null;
    if (kind !== "VAR_SET_VALUE") return kind === "VAR_SET_CURRENT" ? null : { value: "default", local };
    return setting(constantOf(args?.[0]), local);
  }
  const calls = "SelectStmt" in node ? configCalls(node.SelectStmt) : null;
  const call = calls?.findLast(({ args }) => String(constantOf(args?.[0])).toLowerCase() === "lock_timeout");
  return call ? setting(constantOf(call.args?.[1]), isLocalCall(call)) : null;
}

function setting(value: ReturnType<typeof constantOf>, local: boolean): LockTimeoutSetting | null {
  const [, digits, unit] = /^\s*([\d.]+)\s*([a-z]*)\s*$/.exec(String(value)) ?? [];
  const factor = UNITS[unit || "ms"];
  return digits === undefined || factor === undefined
    ? null
    : { value: Math.round(Number(digits) * factor), local };
}

/** SET LOCAL and SET TRANSACTION end with the transaction. */
function isTransactional({ is_local, name, kind }: VariableSetStmt): boolean {
  return (
    is_local === true ||
    (kind === "VAR_SET_MULTI" && name === "TRANSACTION") ||
    name === "TRANSACTION SNAPSHOT"
  );
}

/** The calls of a SELECT that does nothing but `set_config('…', '…', …)`, as pg_dump writes it; else null. */
function configCalls(select: SelectStmt): FuncCall[] | null {
  const { targetList, limitOption, op, ...rest } = select;
  if (op !== "SETOP_NONE" || limitOption !== "LIMIT_OPTION_DEFAULT" || Object.keys(rest).length > 0)
    return null;
  const calls: FuncCall[] = [];
  for (const target of targetList ?? []) {
    const value = "ResTarget" in target ? target.ResTarget.val : undefined;
    if (!value || !("FuncCall" in value)) return null;
    const { funcname, args } = value.FuncCall;
    const name = names(funcname).join(".");
    if (name !== "set_config" && name !== "pg_catalog.set_config") return null;
    if (args?.length !== 3 || args.some((arg) => constantOf(arg) === undefined)) return null;
    calls.push(value.FuncCall);
  }
  return calls.length > 0 ? calls : null;
}

function isLocalCall({ args }: FuncCall): boolean {
  const value = constantOf(args?.[2]);
  return value === true || /^(?:t|true|on|yes|1)$/i.test(String(value));
}
