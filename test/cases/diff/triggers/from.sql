create function f() returns trigger language plpgsql as 'begin return new; end';
create table t (a int, b int);
create trigger a before insert on t for each row execute function f();
create trigger b after update of a on t for each row when (old.a is distinct from new.a) execute function f('x');
create constraint trigger c after insert on t deferrable initially deferred for each row execute function f();
create trigger d after update on t referencing old table as o new table as n for each statement execute function f();
