create table p (a int, b text, k int, c int) partition by list (k);
create table x (k int, c int, b text, a int);
alter table p attach partition x for values in (1);
