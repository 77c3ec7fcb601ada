-- Written by Godwit from the migrations. Change it by a migration, not here.

set check_function_bodies = off;

create schema app;

create extension pgcrypto with schema public;

create type app.mood as enum ('good', 'bad');

create domain app.email as text constraint email_check CHECK ((VALUE ~~ '%@%'::text));

create type app.span as range (subtype = date);

CREATE FUNCTION app.touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin return new; end $function$;

create table app.orders (
  id bigint generated always as identity,
  user_id integer not null,
  parent bigint,
  constraint orders_pkey PRIMARY KEY (id)
);

alter table app.orders enable row level security;

CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();

create policy own on app.orders using ((user_id > 0));

create table app.parts (
  id integer,
  at date
) partition by RANGE (at);

CREATE INDEX parts_at_idx ON ONLY app.parts USING btree (at);

grant all on table app.parts to public;

create table app.parts_1 (
  id integer,
  at date
);

CREATE INDEX parts_1_at_idx ON app.parts_1 USING btree (at);

alter table app.parts attach partition app.parts_1 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

grant all on table app.parts_1 to public;

create sequence app.users_id_seq as integer;

create table app.users (
  id integer default nextval('app.users_id_seq'::regclass) not null,
  email app.email not null,
  mood app.mood default 'good'::app.mood,
  "odd Name" text default 'x'::text not null,
  total numeric(10,2),
  made_at timestamp with time zone default now() not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_key UNIQUE (email),
  constraint users_total_check CHECK ((total >= (0)::numeric))
);

CREATE FUNCTION app.newest()
 RETURNS SETOF app.users
 LANGUAGE sql
AS $function$select * from app.users$function$;

alter sequence app.users_id_seq owned by app.users.id;

CREATE INDEX users_lower_idx ON app.users USING btree (lower((email)::text));

grant all on table app.users to public;

comment on table app.users is 'people';

comment on column app.users.email is 'where we write to';

alter table app.orders add constraint orders_parent_fkey FOREIGN KEY (parent) REFERENCES app.orders(id);

alter table app.orders add constraint orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;

alter default privileges in schema app grant all on tables to public;
