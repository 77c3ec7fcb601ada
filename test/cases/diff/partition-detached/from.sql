-- since 13
create table other (id int primary key);
create table m (id int references other, at date, v text not null, constraint positive check (id > 0), primary key (id, at)) partition by range (at);
create index m_v on m (v);
create function fill() returns trigger language plpgsql as $$begin return new; end$$;
create trigger fill before insert on m for each row execute function fill();
create table m1 partition of m for values from (minvalue) to ($$2020-01-01$$);
create table m2 partition of m for values from ($$2020-01-01$$) to (maxvalue);
create view seen as select * from m2;
insert into other values (1);
insert into m values (1, $$2019-01-01$$, $$a$$), (1, $$2021-01-01$$, $$b$$);
