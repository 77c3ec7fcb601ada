create table free (a int, b int);
alter table free add constraint nn_free not null a not valid;
create table keyed (a int primary key, b int);
alter table keyed add constraint nn_keyed not null b not valid;
