create table other (id int primary key);
create table m (id int references other, at date, v text not null, constraint positive check (id > 0), primary key (id, at)) partition by range (at);
create index m_v on m (v);
create function fill() returns trigger language plpgsql as $$begin return new; end$$;
create trigger fill before insert on m for each row execute function fill();
create table m1 partition of m for values from (minvalue) to ($$2020-01-01$$);
create table m2 (id int not null, at date not null, v text, constraint m2_pkey primary key (id, at));
create index m2_v_idx on m2 (v);
create view seen as select * from m2;
