create function f() returns event_trigger language plpgsql as 'begin end';
create event trigger a on ddl_command_end execute function f();
create event trigger b on sql_drop when tag in ('DROP TABLE') execute function f();
alter event trigger a disable;
alter event trigger b disable;
