create table top (a int);
create table mid () inherits (top);
create table low () inherits (mid);
create table zz (x int);
create table aa () inherits (zz);
