// Settings of a TOAST table, which is there only once a column of its table needs it: until then they are passed over.
import type { Fact } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { qualified } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { optionList } from "./options.ts";

/** After a column was added, what its table wants and may not have taken before. */
export function toastAgain({ needs }: Fact, { from, to }: Scene): Drafts<Sql> {
  const table = to.get(needs[0] as string);
  const had = optionsOf(from.get(needs[0] as string));
  const missing = optionsOf(table).filter((option) => option.startsWith("toast.") && !had.includes(option));
  if (!table || missing.length === 0) return [];
  return [
    {
      op: sql`alter table ${qualified(table.id.path)} set (${optionList(missing)})`,
      lock: "SHARE UPDATE EXCLUSIVE",
      relation: table.key,
    },
  ];
}

function optionsOf(table: Fact | undefined): readonly string[] {
  const options = table?.attributes.options;
  return Array.isArray(options) ? options : [];
}
