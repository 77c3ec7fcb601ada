create collation german (provider = icu, locale = 'de');
create collation plain (provider = libc, locale = 'C');
create table words (w text collate german, v text collate plain primary key);
comment on collation german is 'umlauts';
create index words_w on words (w);
create view some_words as select w from words;
