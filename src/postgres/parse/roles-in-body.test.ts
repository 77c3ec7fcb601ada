// Roles that the body of a DO makes.
import { expect, test } from "vitest";
import { rolesMadeIn } from "./roles-in-body.ts";

test.each([
  ["begin create role App login; end", ["app"]],
  [`begin if not exists (select 1) then CREATE USER "Odd ""one""" password 'x'; end if; end`, ['Odd "one"']],
  ["begin execute 'create group g'; execute $q$create role h$q$; end", ["g", "h"]],
  ["begin execute 'do ''begin execute ''''create role deep''''; end'''; end", ["deep"]],
  ["begin create user mapping for app server s; drop role a; alter role b login; end", []],
  ["begin -- create role c\n perform 1; /* create role d */ end", []],
  ["begin execute format('create role %I', who); end", []],
  ["create role", []],
  ["", []],
])("%s", (body, roles) => {
  expect(rolesMadeIn(body)).toEqual(roles);
});
