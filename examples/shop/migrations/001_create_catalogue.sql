-- Migration: create catalogue
-- Description: What the shop sells, and to whom.

create table products (
  id bigint generated always as identity primary key,
  name text not null unique,
  price_cents bigint not null check (price_cents >= 0)
);

create table customers (
  id bigint generated always as identity primary key,
  email text not null unique,
  created_at timestamptz not null default now()
);
