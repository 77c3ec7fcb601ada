create domain email as text not null default 'a@b' constraint at check (value like '%@%');
alter domain email add constraint later check (value <> '') not valid;
create domain code as varchar(3) collate "C" constraint long check (length(value) > 2);
create table t (email email, code code);
