create table p (at timestamp, v text) partition by range (date_trunc('day', at));
create table p1 partition of p for values from ('2024-01-01') to ('2024-02-01');
