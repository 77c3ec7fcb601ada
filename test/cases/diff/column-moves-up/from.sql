create table base (created timestamptz);
create table kid (a integer, b text not null default 'x') inherits (base);
create index kid_b on kid (b);
create view kids as select b from kid;
