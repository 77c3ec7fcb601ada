create table top (a int, b text, c int);
create table mid () inherits (top);
create table low (b text) inherits (mid);
create table zz (x int, y int);
create table aa (y int) inherits (zz);
