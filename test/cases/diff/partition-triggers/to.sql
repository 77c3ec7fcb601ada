create table m (id int, v text) partition by range (id);
create table m1 partition of m for values from (1) to (10);
create table m2 partition of m for values from (10) to (20);
create function f() returns trigger language plpgsql as $$begin return new; end$$;
create trigger a after insert or update on m for each row execute function f();
create trigger own after delete on m1 for each row execute function f();
