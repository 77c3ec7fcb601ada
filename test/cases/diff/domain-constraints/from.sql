create domain email as text;
create domain code as varchar(3) collate "C" not null default 'abc' check (value ~ '^[a-z]+$') constraint long check (length(value) > 1);
create table t (email email, code code);
