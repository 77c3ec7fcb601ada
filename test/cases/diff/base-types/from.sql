-- Types of the user's own form, a shell that waits for one, and a range with a canonical form.
create type ticket;
create function ticket_in(cstring) returns ticket language internal immutable strict as 'int4in';
create function ticket_out(ticket) returns cstring language internal immutable strict as 'int4out';
create type ticket (input = ticket_in, output = ticket_out, internallength = 4, passedbyvalue, alignment = int4);
create table seats (id int primary key, held ticket, more ticket[]);
comment on type ticket is 'a number';
create type later;
create type span;
create function span_canonical(span) returns span language internal immutable strict as 'int4range_canonical';
create type span as range (subtype = int4, canonical = span_canonical);
create table spans (s span);
