create type price as range (subtype = numeric, multirange_type_name = many);
create table offers (price price, prices many);
