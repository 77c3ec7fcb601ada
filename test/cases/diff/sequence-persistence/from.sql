-- since 15
create table logged (a int generated always as identity, b serial);
create unlogged table fast (a int generated always as identity, b serial);
create sequence alone;
