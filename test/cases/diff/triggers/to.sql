create function f() returns trigger language plpgsql as 'begin return null; end';
create table t (a bigint, b int);
create trigger a before insert or delete on t for each row execute function f();
create trigger b after update of a, b on t for each row when (old.a > new.a) execute function f('y');
create constraint trigger c after insert on t not deferrable for each row execute function f();
create trigger d after update on t referencing old table as oo for each statement execute function f();
alter table t disable trigger a;
alter table t enable always trigger d;
comment on trigger b on t is 'x';
