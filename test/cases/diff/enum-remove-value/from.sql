create type mood as enum ('sad', 'ok', 'happy');
comment on type mood is 'how it goes';
create table people (id int, mood mood not null default 'ok', moods mood[] default '{sad}', check (mood <> 'sad'));
insert into people values (1, 'happy', '{ok,happy}');
create index happy on people (id) where mood = 'happy';
create view glad as select id from people where mood = 'happy'::mood;
create domain good_mood as mood check (value <> 'sad');
create table diary (day date, mood good_mood);
create function how(m mood) returns mood language sql as 'select m';
