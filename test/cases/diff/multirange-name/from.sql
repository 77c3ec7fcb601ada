-- since 14
create type price as range (subtype = numeric, multirange_type_name = prices);
create table offers (price price, prices prices);
insert into offers values ('[1,2)', '{[1,2)}');
