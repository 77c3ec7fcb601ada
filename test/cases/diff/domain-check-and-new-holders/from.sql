create domain positive as int;
create domain outermost as positive;
create table domains (a positive, b outermost, c int[]);
