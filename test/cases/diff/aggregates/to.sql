create function add(state bigint, v int) returns bigint language sql as 'select 1::bigint';
create function minus(state bigint, v int) returns bigint language sql as 'select 1::bigint';
create aggregate total(int) (sfunc = add, stype = bigint, initcond = '0', combinefunc = int8pl, parallel = restricted,
  msfunc = add, minvfunc = minus, mstype = bigint, minitcond = '1');
create aggregate my_min(int) (sfunc = int4larger, stype = int, sortop = >);
create aggregate share(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal,
  finalfunc = percentile_disc_final, finalfunc_extra, finalfunc_modify = shareable);
comment on aggregate share(float8 order by anyelement) is 'a share';
create aggregate a_rank(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal,
  finalfunc = rank_final, finalfunc_extra, hypothetical);
revoke all on function a_rank from public;
create view v as select total(1);
