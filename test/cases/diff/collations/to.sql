create collation german (provider = icu, locale = 'de', deterministic = false);
create collation posix (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');
create table words (w text collate german, v text collate posix primary key);
comment on collation german is 'umlauts';
create index words_w on words (w);
create view some_words as select w from words;
