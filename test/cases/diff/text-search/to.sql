create text search parser parser2 (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, headline = prsd_headline, lextypes = prsd_lextype);
create text search dictionary simple_english (template = snowball, language = german);
create text search configuration plain (parser = default);
comment on text search configuration plain is 'plain';
create text search configuration english2 (parser = default);
alter text search configuration english2 add mapping for asciiword with simple_english, simple;
alter text search configuration english2 add mapping for word with simple;
