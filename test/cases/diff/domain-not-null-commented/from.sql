-- since 18
create domain d as text constraint nn not null;
