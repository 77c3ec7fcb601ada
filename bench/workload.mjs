// What the benchmarks migrate: plain tables, and a mix as real projects have it.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One SQL text per migration: a table each. */
export function tables(count) {
  return Array.from(
    { length: count },
    (_, index) => `create table t${index} (
  id bigint generated always as identity primary key,
  name text not null,
  created_at timestamptz not null default now()
);
`,
  );
}

/** Tables, columns, indexes, views, functions and data, some of them with several statements. */
export function mixed(count) {
  return Array.from({ length: count }, (_, index) => {
    const base = index - (index % 6);
    switch (index % 6) {
      case 0:
        return `-- Description: orders of tenant ${index}\ncreate table t${index} (id bigint primary key, name text not null, amount numeric(12,2));\ncomment on table t${index} is 'orders';\n`;
      case 1:
        return `alter table t${base} add column note text;\nalter table t${base} add constraint t${base}_amount check (amount >= 0);\n`;
      case 2:
        return `create index t${base}_name on t${base} (name);\n`;
      case 3:
        return `insert into t${base} (id, name, amount) select n, 'name ' || n, n from generate_series(1, 20) n;\nupdate t${base} set note = 'seen' where id % 2 = 0;\n`;
      case 4:
        return `create view v${base} as select id, name from t${base} where amount > 5;\n`;
      default:
        return `create function f${base}(a bigint) returns bigint language plpgsql as $$\nbegin\n  return (select count(*) from t${base} where id > a);\nend\n$$;\n`;
    }
  });
}

/** A folder for one benchmark, with the files given. */
export function folderOf(files) {
  const folder = mkdtempSync(join(tmpdir(), "godwit-bench-"));
  mkdirSync(join(folder, "migrations"));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return folder;
}

/** Godwit's own form: plain SQL. */
export function godwitFiles(texts) {
  return texts.map((text, index) => [`migrations/${numberOf(index)}_change.sql`, text]);
}

export function numberOf(index) {
  return String(index + 1).padStart(5, "0");
}
