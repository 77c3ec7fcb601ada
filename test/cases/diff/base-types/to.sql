create type ticket;
create function ticket_in(cstring) returns ticket language internal immutable strict as 'int4in';
create function ticket_out(ticket) returns cstring language internal immutable strict as 'int4out';
create type ticket (input = ticket_in, output = ticket_out, internallength = 4, passedbyvalue, alignment = int4,
  category = 'N', delimiter = ';');
create table seats (id int primary key, held ticket, more ticket[]);
create function ticket_number(ticket) returns int language internal immutable strict as 'int4abs';
create cast (ticket as int) with function ticket_number(ticket);
create type waits;
comment on type waits is 'for its form';
create type later;
create function later_in(cstring) returns later language internal immutable strict as 'textin';
create function later_out(later) returns cstring language internal immutable strict as 'textout';
create type later (input = later_in, output = later_out, like = text, default = 'it''s late', collatable = true);
create table deadlines (id int, at later);
