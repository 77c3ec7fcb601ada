create table dag_bundle (name text not null);
create table dag (id int, bundle_name text not null);
create table run (id int);
create table run_of (id_a int not null);
create table run_of_id (a int not null, b text not null);
create table a_table_with_a_name_that_is_longer_than_is_usual
  (id int, the_second_column_of_it int not null, another_column_of_it text not null default '');
create table another_table_with_a_name_that_is_longer_than_is_usual (the_first_column_of_it int not null);
