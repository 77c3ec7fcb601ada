create domain positive as int constraint sign check (value > 0);
create domain outermost as positive[];
create table domains (a positive, b outermost, c positive[]);
