-- Migration: add order total
-- Phase: expand

alter table orders add column total_cents bigint;
