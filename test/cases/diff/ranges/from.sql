create type price as range (subtype = numeric);
create type word as range (subtype = text, collation = "C");
create table offers (price price);
insert into offers values ('[1,2)');
