create language talk handler plpgsql_call_handler;
create conversion conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create function on_ddl() returns event_trigger language plpgsql as 'begin end';
create event trigger watch on ddl_command_end execute function on_ddl();
create access method heap2 type table handler heap_tableam_handler;
create table t (a int, b int, c int);
create statistics st (dependencies) on a, b from t;
create statistics gone on a, c from t;
