create function f() returns trigger language plpgsql as 'begin return new; end';
create table p (k int, j int) partition by range (k);
create table p1 partition of p for values from (0) to (10);
create trigger t after insert or update of j on p for each row when (new.j > 0) execute function f();
