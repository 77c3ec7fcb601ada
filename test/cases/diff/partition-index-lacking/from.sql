create table p (a int, b int) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create table p2 partition of p for values from (10) to (20) partition by list (b);
create table p21 partition of p2 default;
create index p_a on only p (a);
create index p_b on p (b);
create index p1_a on p1 (a);
alter index p_a attach partition p1_a;
