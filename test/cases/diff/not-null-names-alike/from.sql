-- since 18
create table dag_bundle (name text not null);
create table dag (id int, other int);
create table a_table_with_a_name_that_is_longer_than_is_usual (id int, the_second_column_of_it int);
