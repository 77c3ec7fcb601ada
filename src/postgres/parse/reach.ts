// How far a statement reaches: beyond the server, to the whole server, or no further than its database.
import type { Node } from "libpg-query";
import { Lexer } from "./lexer.ts";
import { names, stringsIn, walk } from "./walk.ts";

export interface Reach {
  /** It would act outside of the server's databases, or on another one: why it must not run on a shadow. */
  readonly outward?: string;
  /** It changes what all databases of the server have in common, such as roles: what it is, for people. */
  readonly cluster?: string;
}

const OUTWARD: Readonly<Record<string, string>> = {
  CreateSubscriptionStmt: "a subscription connects to another server",
  AlterSubscriptionStmt: "a subscription connects to another server",
  DropSubscriptionStmt: "a subscription connects to another server",
  ImportForeignSchemaStmt: "it asks a foreign server for its tables",
  LoadStmt: "it loads a file of the server into the session",
  AlterSystemStmt: "it changes the server's configuration",
  CreatedbStmt: "it makes another database",
  DropdbStmt: "it drops a database",
  AlterDatabaseStmt: "it names a database, and the shadow has another name",
  AlterDatabaseSetStmt: "it names a database, and the shadow has another name",
  AlterDatabaseRefreshCollStmt: "it names a database, and the shadow has another name",
  CreateTableSpaceStmt: "a tablespace is a folder of the server",
  DropTableSpaceStmt: "a tablespace is a folder of the server",
  AlterTableSpaceOptionsStmt: "a tablespace is a folder of the server",
  AlterTableMoveAllStmt: "a tablespace is a folder of the server",
};
const CLUSTER: Readonly<Record<string, string>> = {
  CreateRoleStmt: "CREATE ROLE",
  AlterRoleStmt: "ALTER ROLE",
  AlterRoleSetStmt: "ALTER ROLE",
  DropRoleStmt: "DROP ROLE",
  GrantRoleStmt: "a grant of a role",
};
/** Kinds of things, as the grammar calls them, of which a comment, grant, owner or name belongs to the whole server. */
const SHARED_OBJECTS: Readonly<Record<string, Reach>> = {
  OBJECT_ROLE: { cluster: "ALTER ROLE" },
  OBJECT_DATABASE: { outward: "it names a database, and the shadow has another name" },
  OBJECT_TABLESPACE: { outward: "a tablespace is a folder of the server" },
  OBJECT_PARAMETER_ACL: { cluster: "a grant on a parameter" },
  OBJECT_SUBSCRIPTION: { outward: "a subscription connects to another server" },
};
/** Statements that run what stands in them; all others keep a call for later. */
const RUNNING = new Set([
  "SelectStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "CreateTableAsStmt",
  "CallStmt",
  "ExplainStmt",
  "CopyStmt",
]);
const REACHING =
  /^(?:dblink(?:_.*)?|lo_import|lo_export|pg_read_(?:binary_)?file|pg_file_.*|pg_ls_.*dir|pg_stat_file|pg_reload_conf|pg_rotate_logfile|pg_terminate_backend|pg_cancel_backend|pg_promote|pg_switch_wal|pg_create_restore_point|pg_.*_replication_slot|pg_(?:start_|stop_)?backup.*|pg_logical_emit_message|http(?:_.*)?)$/;

export function reachOf(nodeName: string, node: Node): Reach {
  const outward = OUTWARD[nodeName];
  if (outward !== undefined) return { outward };
  const cluster = CLUSTER[nodeName];
  if (cluster !== undefined) return { cluster };
  if ("DoStmt" in node) return reachOfBody(node);
  if ("CopyStmt" in node) {
    const { filename, is_program } = node.CopyStmt;
    if (is_program) return { outward: "it runs a program on the server" };
    if (filename !== undefined) return { outward: "it uses a file of the server" };
  }
  if (RUNNING.has(nodeName)) return reachOfCalls(node);
  return sharedObject(node);
}

function sharedObject(node: Node): Reach {
  const [statement] = Object.values(node) as [Readonly<Record<string, unknown>>];
  for (const field of ["objtype", "objectType", "renameType"]) {
    const reach = SHARED_OBJECTS[String(statement[field])];
    if (reach !== undefined) return reach;
  }
  return {};
}

function reachOfCalls(node: Node): Reach {
  let called: string | undefined;
  walk(node, (name, fields) => {
    if (name !== "FuncCall") return;
    const function_ = names(fields.funcname).at(-1) ?? "";
    if (REACHING.test(function_)) called = function_;
  });
  return called === undefined ? {} : { outward: `it calls ${called}()` };
}

/** The body of a DO is a text to the grammar: it is judged by its words, since it runs at once. */
function reachOfBody(node: Node): Reach {
  let reach: Reach = {};
  for (const body of stringsIn(node)) {
    let previous = "";
    const lexer = new Lexer(body);
    while (lexer.next()) {
      const word = lexer.kind === "word" ? lexer.value.toLowerCase() : "";
      if (REACHING.test(word)) return { outward: `it calls ${word}()` };
      if (word === "program" && /^(?:from|to)$/.test(previous))
        return { outward: "it runs a program on the server" };
      if (word === "system" && previous === "alter")
        return { outward: "it changes the server's configuration" };
      if (/^(?:database|tablespace|subscription)$/.test(word) && /^(?:create|drop|alter)$/.test(previous)) {
        return { outward: `it makes or changes a ${word}` };
      }
      if (/^(?:role|user|group)$/.test(word) && /^(?:create|drop|alter)$/.test(previous)) {
        reach = { cluster: `${previous.toUpperCase()} ${word.toUpperCase()} in a DO block` };
      }
      // What `execute` is given stands in a literal.
      if (lexer.kind === "string" || lexer.kind === "dollar-string") {
        const inner = /\b(create|drop|alter)\s+(role|user|group)\b/i.exec(lexer.value);
        if (inner) reach = { cluster: `${inner[1]?.toUpperCase()} ${inner[2]?.toUpperCase()} in a DO block` };
      }
      previous = word;
    }
  }
  return reach;
}
