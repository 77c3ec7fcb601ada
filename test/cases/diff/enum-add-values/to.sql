create type size as enum ('xs', 's', 'm', 'l', 'xl''s');
create type empty as enum ('some');
create table shirts (size size default 'xs', no_size empty default 'some');
