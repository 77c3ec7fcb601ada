create table p (k int not null, v text, constraint p_k check (k > 0)) partition by range (k);
create unique index p_u on p (k);
create table x (v text default 'own', k int not null, constraint p_k check (k > 0), constraint own check (v <> ''));
create unique index x_u on x (k);
create index x_v on x (v);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on x for each row execute function f();
create trigger pt after insert on p for each row execute function f();
