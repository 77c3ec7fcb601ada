create table base (created timestamptz, b text);
create table kid (a integer) inherits (base);
create index kid_b on kid (b);
create view kids as select b from kid;
