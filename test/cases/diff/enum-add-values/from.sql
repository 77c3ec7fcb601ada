create type size as enum ('m');
create type empty as enum ();
create table shirts (size size default 'm', no_size empty);
