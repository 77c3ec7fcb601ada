create function add(state int, v int) returns int language sql as 'select 1';
create aggregate total(int) (sfunc = add, stype = int, initcond = '0');
create aggregate my_min(int) (sfunc = int4smaller, stype = int, sortop = <, parallel = safe);
comment on aggregate total(int) is 'all of it';
create aggregate everything(*) (sfunc = int8inc, stype = int8, initcond = '0');
