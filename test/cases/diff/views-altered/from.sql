create table t (id int primary key, v varchar(10), w int);
create view plain as select id from t;
create view above as select id + 1 as more from plain;
create view turned as select id, v from t;
create view over_turned as select v from turned;
create view kept as select id, v from t where v in ($$a$$, $$b$$);
create view checked as select * from t where id > 1 with local check option;
grant select on over_turned to public;
comment on column over_turned.v is $$v$$;
