create table p (k int not null, id int, note text, primary key (id, k)) partition by range (k);
create table p_low partition of p for values from (0) to (10);
create table p_rest partition of p default;
create table r (id int, k int, foreign key (id, k) references p);
