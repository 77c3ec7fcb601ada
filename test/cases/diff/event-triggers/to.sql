create function f() returns event_trigger language plpgsql as 'begin end';
create event trigger a on ddl_command_end when tag in ('CREATE TABLE', 'ALTER TABLE') execute function f();
alter event trigger a disable;
comment on event trigger a is 'x';
