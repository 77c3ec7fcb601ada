create domain d as text constraint nn not null;
comment on constraint nn on domain d is 'says so';
create domain e as int constraint e_nn not null check (value > 0);
comment on constraint e_nn on domain e is 'also';
